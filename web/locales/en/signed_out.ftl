logged-out-onward = Your applications are being signed out; then you go on.
logged-out-frame = An application is being signed out
