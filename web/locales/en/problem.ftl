problem-code = Show this code to an administrator:
problem-way-on = To my applications
problem-back = Back to the application

problem-generic-title = This did not work
problem-generic-text = Something stopped this step, and it was not you.
problem-generic-do = Go back to the application and start again. If it happens a second time, ask an administrator.

problem-unknown-client-title = This application is not known here
problem-unknown-client-text = You were sent here by an application that nobody has registered, or that has been removed.
problem-unknown-client-do = Ask the application's administrator to compare its client id with the one shown here under Applications.
problem-client-disabled-title = This application is switched off
problem-client-disabled-text = An administrator has disabled sign-in to it for now.
problem-client-disabled-do = Ask an administrator when it will be back.
problem-user-disabled-title = Your account is switched off
problem-user-disabled-text = Name and password are right, but an administrator has disabled this account.
problem-user-disabled-do = Ask an administrator to enable it again.
problem-no-verified-email-title = Your e-mail address is not confirmed
problem-no-verified-email-text = This application only takes people whose e-mail address somebody has vouched for, and yours is missing or unconfirmed.
problem-no-verified-email-do = Ask an administrator to enter or confirm your address.
problem-faulty-parameters-title = The application asked wrongly
problem-faulty-parameters-text = Its request cannot be read, so there is nowhere to send an answer to.
problem-faulty-parameters-do = Tell the application's administrator the line below.
problem-other-browser-title = This sign-in began in another browser
problem-other-browser-text = For your safety it can only be finished where it began, and with cookies allowed.
problem-other-browser-do = Go back to the application and press its sign-in button in this browser.
problem-request-unknown-title = This sign-in has ended
problem-request-unknown-text = It was finished in another window, or it began in another browser, or it waited for more than an hour.
problem-request-unknown-do = Go back to the application and press its sign-in button again.
problem-form-expired-title = This page was open too long
problem-form-expired-text = Nothing was changed. For your safety a form is only taken from a fresh page.
problem-form-expired-do = Go back, load the page again, and repeat what you did.
problem-invalid-form-title = This form could not be read
problem-invalid-form-text = Something was missing or did not fit, so nothing was changed.
problem-invalid-form-do = Go back, load the page again, and repeat what you did.
problem-method-not-allowed-title = Not this way
problem-method-not-allowed-text = There is something at this address, but it cannot be opened like this.
problem-method-not-allowed-do = Start from your applications or from the page before.
problem-not-found-title = There is nothing here
problem-not-found-text = The address may be old or mistyped.
problem-not-found-do = Check the address, or start from your applications.
problem-not-admin-title = This part is for administrators
problem-not-admin-text = You are signed in, but your account may not open the administration.
problem-not-admin-do = If you need it for your work, ask an administrator.
problem-busy-title = Very busy just now
problem-busy-text = More people are signing in than can be served at once. Nothing is lost.
problem-busy-do = Wait a few seconds and load the page again.
problem-too-many-requests-title = A little too fast
problem-too-many-requests-text = Many requests came from your network in a short time.
problem-too-many-requests-do = Wait a minute and try again.
problem-setup-done-title = Already set up
problem-setup-done-text = The first administrator exists, so this link has done its work.
problem-setup-done-do = Sign in instead.
problem-setup-link-title = This set-up link does not fit
problem-setup-link-text = It is incomplete, or the server has been restarted and printed a new one.
problem-setup-link-do = Take the newest link from the server's output.
problem-internal-title = Something broke on our side
problem-internal-text = It was not your doing, and it has been written down.
problem-internal-do = Try again in a minute. If it stays, show the code below to an administrator.

problem-redirect-title = The way back is not registered
problem-redirect-text = You were sent here with an address that is not registered for { $application }. Ask its administrator to compare these two lines:
problem-redirect-do = Correct the address in the application, or register it for the application here. In Rocket.Chat it follows from the Site URL and the name of the custom OAuth service.
redirect-none-received = { $application } did not say where you should go back to. Ask its administrator to send one of these addresses as redirect_uri:
redirect-received = Received
redirect-registered = Registered
redirect-nothing = nothing here
redirect-none-registered = Nothing is registered for this application yet.
redirect-also = Also registered:
redirect-differs-scheme = They differ at the very start: http and https are not the same.
redirect-differs-host = They differ in the host name or the port.
redirect-differs-path = They differ in the path. Capital letters and a slash at the end count.
redirect-differs-query = They differ after the question mark.

problem-not-allowed-title = This door is not open to you
problem-not-allowed-text = You may not enter { $application }. You signed in correctly; it is open to certain people only.
problem-not-allowed-groups =
    { $count ->
        [one] It is open to this group:
       *[other] It is open to these groups:
    }
problem-not-allowed-do = If you should be among them, ask an administrator.

problem-too-slow-title = That took a little too long
problem-too-slow-text = { $application } no longer waits for this sign-in. Nothing is lost.
