"""What is asked of GitHub, GitLab and Jira, in one form (protocol.py)."""
