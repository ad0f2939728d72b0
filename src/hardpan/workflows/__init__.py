"""The river: each stage once, in order. What a command does, without how it is typed or printed."""
