keys-schedule = Schlüssel wechseln von selbst: Die nächsten werden am { $time } veröffentlicht.
keys-no-schedule = Der Zeitplan ist ausgeschaltet: Schlüssel wechseln nur hier oder auf Befehl.
