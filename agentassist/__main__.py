"""`python -m agentassist`: the headless commands. The command `agentassist` has windows too."""

import sys

from agentassist.cli import main

if __name__ == "__main__":
    sys.exit(main())
