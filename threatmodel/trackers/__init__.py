"""Issues of GitHub, GitLab and Jira that belong to threats and mitigations."""
