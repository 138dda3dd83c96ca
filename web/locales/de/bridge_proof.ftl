# Die eingebettete Seite, wenn eine Anwendung mehr als ein Passwort verlangt.
bridge-prove-more = Dieser Chat verlangt etwas mehr als Ihr Passwort, zum Beispiel einen Code oder einen Passkey. Das geschieht auf einer eigenen Seite, auf der Sie die Adresse sehen können; danach geht es im Chat von selbst weiter.
reason-chat-prove-more = Der Chat verlangt mehr, als nachgewiesen wurde
workspace-reason-chat-prove-more = Es musste mehr nachgewiesen werden.
