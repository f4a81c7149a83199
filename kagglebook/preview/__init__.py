"""A chapter's notebooks on a page of this machine, as new as their last save: rendered, executed, checked."""
