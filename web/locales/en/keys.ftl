keys-schedule = Keys are replaced by themselves. The next ones are published
keys-no-schedule = The schedule is switched off: keys are replaced only here or by command.
