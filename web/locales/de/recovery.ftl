login-forgotten = Passwort vergessen?

recover-title = Passwort vergessen?
recover-lead = Sagen Sie uns, wer Sie sind. Wenn es das Konto gibt, geht ein Brief mit einem Link an seine Adresse.
recover-submit = Link zusenden
recover-sent = Wenn es ein Konto mit diesem Namen und einer bestätigten Adresse gibt, ist ein Brief unterwegs. Sein Link gilt eine Stunde lang.
recover-sent-nothing = Ist nach einigen Minuten nichts angekommen? Sehen Sie bei der unerwünschten Post nach, oder fragen Sie jemanden von der Verwaltung.
recover-no-mail = Von hier geht noch keine Mail aus. Bitten Sie die Verwaltung oder den Helpdesk um ein neues Passwort.
recover-back = Zurück zur Anmeldung
recovering-title = Ein neues Passwort
recovering-lead = Wählen Sie ein neues Passwort für { $username }.
recovering-submit = Dieses Passwort setzen
recovered-title = Ihr neues Passwort gilt
recovered-text = Sie wurden überall abgemeldet. Melden Sie sich mit dem neuen an.

verify-title = Ist das Ihre Adresse?
verify-lead = { $email } wird für Ihr Konto verwendet.
verify-person = Es ist das Konto von { $person }.
verify-submit = Ja, diese Adresse verwenden
verify-not = Nein, alles so lassen

invitation-title = Ihre Einladung
invitation-heading = Willkommen bei { $place }
invitation-lead = Sie wurden unter { $email } eingeladen. Drei Zeilen, und Sie sind dabei.
invitation-application = Danach geht es gleich weiter zu { $application }.
invitation-submit = Mein Konto anlegen

account-email-change = Bestätigen oder ändern
email-title = Meine E-Mail-Adresse
email-now = Die Adresse, die gilt
email-none = Es gibt keine.
email-proven = bestätigt
email-unproven = nicht bestätigt
email-prove = Link zum Bestätigen zusenden
email-change = Eine andere Adresse
email-change-text = Ein Brief mit einem Link geht an die neue Adresse. Sie gilt, sobald Sie diesen Link angemeldet geöffnet haben.
email-new = Neue Adresse
email-submit = Link zusenden
email-no-mail = Von hier geht noch keine Mail aus; deshalb ändert die Verwaltung die Adressen.
email-sent = Ein Brief mit einem Link ist unterwegs. Er gilt eine Stunde lang.
email-saved = Ihre Adresse ist bestätigt.

refusal-link-used = Dieser Link ist schon benutzt.
refusal-password-lent = Dieses Passwort hat der Helpdesk gewählt. Setzen Sie zuerst über den Link unter „Passwort vergessen?“ ein eigenes.
refusal-link-expired = Dieser Link ist abgelaufen.
refusal-mail-is-not-set-up = Von hier geht noch keine Mail aus. Richten Sie sie zuerst ein.
refusal-this-person-has-no-e-mail-address = Diese Person hat keine E-Mail-Adresse.
problem-link-over-title = Dieser Link passt nicht
problem-link-over-text = Er ist unvollständig, für etwas oder jemand anderen, oder das, wofür er war, hat sich seither geändert.
problem-link-over-do = Nehmen Sie den neuesten Brief und öffnen Sie seinen ganzen Link. Hilft das nicht, lassen Sie sich einen neuen geben.
problem-link-used-title = Dieser Link ist schon benutzt
problem-link-used-text = Jeder Link gilt ein Mal, und dieser hat seinen Dienst getan.
problem-link-used-do = Melden Sie sich an. Wenn nicht Sie ihn benutzt haben, verlangen Sie gleich ein neues Passwort.
problem-link-expired-title = Dieser Link ist abgelaufen
problem-link-expired-text = Zu Ihrer Sicherheit gelten Links nur kurze Zeit.
problem-link-expired-do = Lassen Sie sich einen neuen geben: dort, wo Sie den ersten verlangt haben, oder von dem, der Sie eingeladen hat.
