mail-greeting = Guten Tag,
mail-greeting-name = Guten Tag { $name },
mail-username = Ihr Benutzername ist { $username }.

mail-recovery-subject = Ein neues Passwort für { $place }
mail-recovery-text = Jemand hat für Ihr Konto bei { $place } ein neues Passwort verlangt. Wenn Sie das waren, wählen Sie hier eines:
mail-recovery-button = Neues Passwort wählen
mail-recovery-foot = Der Link gilt ein Mal und eine Stunde lang. Wenn Sie das nicht waren, tun Sie nichts: Ihr Passwort bleibt, wie es ist.

mail-address-subject = Bestätigen Sie Ihre Adresse für { $place }
mail-address-text = Bestätigen Sie, dass { $email } Ihnen gehört; dann verwendet { $place } diese Adresse für Sie.
mail-address-button = Adresse bestätigen
mail-address-foot = Der Link gilt ein Mal und eine Stunde lang. Wenn Sie ihn nicht verlangt haben, tun Sie nichts.

mail-address-changed-subject = Sie haben eine andere Adresse bei { $place }
mail-address-changed-text = Ihr Konto bei { $place } hat jetzt eine andere E-Mail-Adresse. Briefe gehen von nun an dorthin.
mail-address-changed-foot = Wenn Sie das nicht waren, sagen Sie es gleich jemandem von der Verwaltung.

mail-password-changed-subject = Ihr neues Passwort bei { $place }
mail-password-changed-text = Ihr Konto bei { $place } hat ein neues Passwort. Sie wurden überall abgemeldet.
mail-password-changed-foot = Wenn Sie das nicht waren, sagen Sie es gleich jemandem von der Verwaltung.

mail-invitation-subject = Ihre Einladung zu { $place }
mail-invitation-text = Sie sind zu { $place } eingeladen. Wählen Sie Benutzername und Passwort, und Sie sind dabei.
mail-invitation-text-by = { $name } lädt Sie zu { $place } ein. Wählen Sie Benutzername und Passwort, und Sie sind dabei.
mail-invitation-application = Danach geht es gleich weiter zu { $application }.
mail-invitation-button = Einladung annehmen
mail-invitation-foot = Der Link gilt ein Mal und sieben Tage lang. Wenn Sie keine Einladung erwarten, tun Sie nichts.

mail-test-subject = Mail von { $place } kommt an
mail-test-text = Das ist die Probe, die Sie verlangt haben. { $place } kann Mail versenden.
mail-test-foot = Es ist nichts weiter zu tun.
