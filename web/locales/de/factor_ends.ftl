# Was der erste zweite Faktor beendet.
enrol-ends-others = Mit Ihrem ersten zweiten Faktor werden Sie in allen Ihren anderen Browsern abgemeldet.
recovery-ended-others = In allen Ihren anderen Browsern sind Sie jetzt abgemeldet.
