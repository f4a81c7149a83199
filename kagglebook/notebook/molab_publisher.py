"""molab, marimo's cloud, as a publisher: a badge that opens the committed notebook.

Source: marimo's page "GitHub" for the address: a GitHub one with `molab.marimo.io/github` in place of its host. That
page speaks of marimo's own files; that molab takes Jupyter's too is what links in public repositories suppose. Its GPU
is chosen by hand.
"""

from .github_publisher import GitHubPublisher


class MolabPublisher(GitHubPublisher):
    """molab."""

    name = "molab"
    image = "https://marimo.io/molab-shield.svg"
    opens = "https://molab.marimo.io/github/"
