"""Who may call at a place of a configuration of nginx: what is inherited, and what ends it."""

import pytest

from threatmodel.engine.importers.proxies.nginx import read_nginx
from threatmodel.engine.importers.proxies.nginx_access import Access, access_in
from threatmodel.engine.importers.text_file import TextFile


def may_refuse(*levels: str) -> bool:
    """Whether requests may be refused in the innermost of levels; the first is `http`."""
    access = Access()
    for number, text in enumerate(levels):
        tree = read_nginx(TextFile("nginx.conf", text.encode()))
        access = access_in(tree.directives, access, is_outer=number == 0)
    return access.may_refuse


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (("", "", ""), False),
        (("auth_basic x;", "", ""), True),
        (("", "auth_basic x; auth_basic_user_file users;", ""), True),
        (("", "auth_basic x; auth_basic_user_file users;", "auth_basic off;"), False),
        (("", "auth_basic off;", "auth_basic x;"), True),
        (("", "auth_request /auth;", "auth_basic off;"), True),
        (("", "auth_request /auth;", "auth_request off;"), False),
        (("", "auth_jwt shop; auth_jwt_key_file keys;", ""), True),
        (("", "auth_basic_user_file users;", ""), True),
        (("", "ssl_verify_client on;", ""), True),
        (("", "ssl_verify_client off;", ""), False),
    ],
)
def test_logins_are_inherited_until_they_are_off(levels: tuple[str, ...], *, expected: bool) -> None:
    assert may_refuse(*levels) is expected


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (("", "allow 10.0.0.0/8; deny all;", ""), True),
        (("", "allow 10.0.0.0/8; deny all;", "allow all;"), False),
        (("", "allow all;", "deny all;"), True),
        (("", "allow all; deny all;", ""), False),
        (("", "satisfy any; allow 10.0.0.0/8; deny all;", "auth_basic x;"), True),
        (("", "satisfy any; allow all;", "auth_basic x;"), False),
        (("", "satisfy all; allow all;", "auth_basic x;"), True),
        (("", "satisfy any; allow 10.0.0.0/8; deny all; auth_basic x;", "allow all;"), False),
        (("", "satisfy any; auth_basic x;", ""), True),
    ],
)
def test_addresses_and_logins_count_as_satisfy_says(levels: tuple[str, ...], *, expected: bool) -> None:
    assert may_refuse(*levels) is expected


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("if ($cookie_session = '') { return 302 /login; }", True),
        ("if ($http_x_key != k) { return 403; }", True),
        ("if ($ok) { proxy_pass http://web; }", True),
        ("if ($scheme = http) { return 301 https://$host$request_uri; }", False),
        ("if ($request_method = OPTIONS) { add_header Allow GET; return 204; }", False),
        ("if ($http_user_agent ~ bot) { set $bot 1; }", False),
        ("access_by_lua_block { ngx.exit(403) }", True),
        ("access_by_lua_file check.lua;", True),
        ("header_filter_by_lua_block { ngx.header.a = 1 }", False),
        ("js_content shop.check;", True),
        ("include snippets/unknown.conf;", True),
        ("include /etc/nginx/fastcgi_params;", False),
        ("limit_except GET { deny all; }", False),
    ],
)
def test_what_may_look_at_the_caller_counts_as_if_it_did(level: str, *, expected: bool) -> None:
    assert may_refuse("include conf.d/*.conf;", level) is expected


def test_many_kinds_of_logins_count_as_one() -> None:
    assert may_refuse("", "".join(f"auth_{n} off;" for n in range(100)))
