keys-schedule = Keys are replaced by themselves: the next ones are published on { $time }.
keys-no-schedule = The schedule is switched off: keys are replaced only here or by command.
