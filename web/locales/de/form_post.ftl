form-post-title = Zurück zur Anwendung
form-post-text = Sie werden zur Anwendung zurückgeleitet. Wenn nichts geschieht, klicken Sie auf die Schaltfläche.
form-post-submit = Weiter
