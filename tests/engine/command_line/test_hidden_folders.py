"""Of hidden folders, that for variables is searched, and in it nothing but variables."""

from pathlib import Path

from threatmodel.engine.command_line.input_files import read_inputs


def test_variables_in_the_hidden_folder_for_them_are_read(tmp_path: Path) -> None:
    variables = tmp_path / ".envs" / ".production"
    variables.mkdir(parents=True)
    (variables / ".web").write_text("DB_HOST=store\n")
    (variables / "deploy.yaml").write_text("kind: Pod\n")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config.yaml").write_text("a: 1\n")

    files = read_inputs([str(tmp_path)]).files

    assert [one.name for one in files] == [str(variables / ".web")]


def test_a_folder_inside_one_for_variables_is_searched_like_any_other(tmp_path: Path) -> None:
    project = tmp_path / ".envs" / "shop"
    project.mkdir(parents=True)
    (project / "id_rsa").write_text("-----BEGIN OPENSSH PRIVATE KEY-----\n")
    (project / "compose.yaml").write_text("services: {web: {image: nginx}}\n")

    files = read_inputs([str(project)]).files

    assert [one.name for one in files] == [str(project / "compose.yaml")]


def test_a_python_environment_in_a_folder_for_variables_is_not_read(tmp_path: Path) -> None:
    programs = tmp_path / ".envs" / "tools" / "lib" / "site"
    programs.mkdir(parents=True)
    (programs / "activate").write_text("x\n")

    assert read_inputs([str(tmp_path)]).files == ()
