"""Mistakes that raise nothing, and whether the notebook's own cell `report` names them."""
