"""Pure decisions about pages: where they may lie, who they may reach, how two texts become one."""
