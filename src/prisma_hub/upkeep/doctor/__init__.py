"""What is wrong with a hub, said by name, and mended where somebody asks for it.

`outside` looks at the folder before anything of the hub is awake, `inside` at all the rest; `kinds` explains.
"""
