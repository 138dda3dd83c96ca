setup-title = Welcome to Gantry
setup-lead = You are the first one here. Who will look after this place?
setup-stages = Two steps
setup-stage-you = You
setup-stage-rocketchat = Your Rocket.Chat
setup-username-hint = Short, without spaces. People see it as @name in the chat.
setup-submit = Create my account

login-title = Sign in
login-heading = Sign in to { $application }
login-username = Username or e-mail
login-submit = Sign in
login-no-one-yet = Nobody can sign in yet. Open the one-time link that the server printed when it started; it makes the first administrator.
login-mismatch = That name and password don't match.
login-slow-down =
    { $seconds ->
        [one] Several tries did not match. Please wait { $seconds } second before the next one.
       *[other] Several tries did not match. Please wait { $seconds } seconds before the next one.
    }

consent-title = Allow access
consent-heading = { $application } would like to know who you are
consent-person = You are signed in as { $person }.
consent-shared = This will be shared:
consent-shared-identity = That it is you, under an id that never changes
consent-shared-profile = Your profile, such as name, username and picture
consent-shared-email = Your e-mail address
consent-shared-groups = The groups you belong to
consent-shared-offline = Access that lasts while you are away
consent-host = You return to { $host } afterwards.
consent-allow = Allow
consent-deny = Don't allow

logout-title = Sign out
logout-heading = Sign out?
logout-asked-by = { $application } has signed you out and asks whether to end your session here as well.
logout-plain = Your session in this browser ends. Applications may ask you to sign in again.
logout-yes = Sign out
logout-no = Stay signed in
logged-out-title = Signed out
logged-out-text = Your session here has ended. You can close this window.
logged-out-application = Your session here has ended, and the one in { $application } too.
logged-out-back = Go back
logged-out-again = Sign in again

stale-title = That took a little too long
stale-text = You are signed in, but { $application } is no longer waiting for this answer.
stale-why =
    { $minutes ->
        [one] It waits { $minutes } minute and then forgets the attempt. Start again: you won't have to type your password a second time.
       *[other] It waits { $minutes } minutes and then forgets the attempt. Start again: you won't have to type your password a second time.
    }
