"""The provisioner where installs made before the rooms look for it."""

from .execution.kernels.provisioner import GuardedProvisioner as KeptProvisioner

__all__ = ["KeptProvisioner"]
