"""Pure decisions about blocks: whether they hold, what they ask, what may be answered, what a change is."""
