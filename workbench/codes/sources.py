"""What do the codes about sources of official statistics (W) mean."""

from workbench.codes._code import Code

CODES: dict[str, Code] = {
    "CLW-W01": Code(
        "nothing kept, and the network not allowed",
        "`workbench fetch` uses replies kept from before; with --online it asks the publisher.",
    ),
    "CLW-W02": Code("no such source", "`workbench list sources` shows the names."),
    "CLW-W03": Code("no such option of a source", "`workbench show SOURCE` lists its options."),
    "CLW-W04": Code(
        "an option of a source with a value it cannot take",
        "The source's card says which type, choices and range each option has. Texts become parts "
        "of an address, so they hold the characters of codes only.",
    ),
    "CLW-W05": Code(
        "an address that is not asked",
        "Only the hosts on the source's card are asked, over https, also after a redirect, and "
        "nothing in a private network; unless a server is named on purpose.",
    ),
    "CLW-W06": Code(
        "the publisher's server cannot be reached",
        "No connection, no such host, or no answer in time, also after asking again.",
    ),
    "CLW-W07": Code(
        "the publisher's server refuses",
        "It answered with an error status; its own words are quoted.",
    ),
    "CLW-W08": Code(
        "a web page in place of data",
        "Error pages and sign-in pages often come with status 200. Nothing of them is kept.",
    ),
    "CLW-W09": Code(
        "a reply that is empty, cut off or too large",
        "Only whole replies within the limits are kept.",
    ),
    "CLW-W10": Code(
        "a reply that is not in the documented shape",
        "The publisher may have changed its format. Nothing is guessed.",
    ),
    "CLW-W11": Code(
        "the publisher complains in its reply",
        "Some publishers answer a wrong question with status 200 and a message.",
    ),
    "CLW-W12": Code(
        "a kept reply that is not what was received",
        "Its checksum differs from the one in its record, so it is never used.",
    ),
    "CLW-W13": Code(
        "an archive that is not expanded",
        "Archives are measured first: ratio 100, 500 MB, 10,000 members.",
    ),
    "CLW-W14": Code("no rows for the options given", "Choose other years, places or levels."),
    "CLW-W15": Code(
        "a folder that holds other files",
        "A fetch writes into a new folder, or over a study that the same source wrote.",
    ),
    "CLW-W16": Code(
        "a file of a fetch cannot be written or read",
        "The study and the replies kept before stay as they were.",
    ),
    "CLW-W17": Code(
        "a publisher's key is missing",
        "Keys are read from the environment only, and stand in no record, file name or message.",
    ),
    "CLW-W18": Code(
        "an extra is not installed",
        "Some sources need a package that is not in the default set.",
    ),
}
