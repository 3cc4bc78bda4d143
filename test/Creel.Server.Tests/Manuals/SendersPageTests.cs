using Creel.Senders;
using Creel.Server.Manuals;

namespace Creel.Server.Tests.Manuals;

/// <summary>docs/senders.md and the page of each sender are what the profiles say. <c>./build.sh docs</c> writes them anew.</summary>
public sealed class SendersPageTests
{
    private static readonly string List = Repository.At("docs", "senders.md");
    private static readonly string Folder = Repository.At("docs", "senders");

    private const string Head = """
        # Senders
        The products that Creel knows: how each proves itself, what is read of its events, how to set it up. `creel senders` lists them, and `creel senders NAME`
        shows the page of one with this machine's URL in it. A [source](configuration.md) names its sender, and has the secret; `creel send --source NAME` tries it out with
        the sender's own sample, and with `--fault` what goes wrong in life.

        Any other product is received just as well: as [generic](senders/generic.md), or with a signature that you describe ([hmac](senders/hmac.md)).

        **Confirmed**: everything in a profile was found in public documentation, which its page names. **Unconfirmed**: so many points were not, and the page says which. These
        pages are made from the profiles (`./build.sh docs`), and a test compares the two.


        """;

    private const string Trying = """

        ## Trying a source out
        On the receiver's machine `creel send --source NAME` sends the sample of the source's sender, signed with the source's secret. Anywhere else the sender and the secret are
        named: `creel send https://creel.example.net:5443/hooks/github --sender github --secret-stdin` (or `CREEL_SECRET`). The sample is filled in anew each time; `--data`,
        `--header`, `--method` and `--content-type` replace what it says, and are signed. Of several signatures the first that the secret fits is taken; `--scheme` names another.

        `--fault` sends what goes wrong in life, says what was expected, and ends with status 0 when the receiver behaved, with 1 when it did not. It may be any receiver.

        | fault | what is sent | a receiver behaves that |
        |---|---|---|
        | `bad-signature` | one bit of the signature is another | refuses it: 401 (400 and 403 are refusals, too) |
        | `stale` | signed an hour ago, or an hour more than the sender's window; only of senders that sign a time | refuses it |
        | `reserialised` | the body indented anew after it was signed, as proxies and relays do | refuses it; takes it where the secret does not cover the body |
        | `replayed` | one signed request twice, to the last header | takes both: as one event where the sender documents the key that it repeats, else as two, since merging on a guess loses one |
        | `duplicate` | the same event twice, signed anew, as a sender does that got no answer | the same |
        | `cut` | half of the body, then the end of the connection | does not acknowledge it |
        | `slow` | a body that trickles in | ends it within `--timeout` (a minute by default), without a 2xx |

        """;

    private const string Foot = "\n[All senders](../senders.md). This page is made from the sender's profile.\n";

    [Fact]
    public void The_list_of_senders_is_that_of_the_profiles() =>
        AssertWritten(List, Head.ReplaceLineEndings("\n") + SenderList.Markdown(SenderCatalog.Embedded.All) + Trying.ReplaceLineEndings("\n"));

    [Fact]
    public void The_page_of_each_sender_is_what_its_profile_says()
    {
        if (Writes) foreach (var old in Directory.CreateDirectory(Folder).EnumerateFiles("*.md")) old.Delete();
        foreach (var sender in SenderCatalog.Embedded.All)
            AssertWritten(Path.Combine(Folder, $"{sender.Name}.md"), ManualMarkdown.Write(SenderManual.Of(sender, SenderPlaces.Example)) + Foot);
        Assert.Equal(SenderCatalog.Embedded.All.Select(sender => $"{sender.Name}.md"), Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static bool Writes => Environment.GetEnvironmentVariable("CREEL_WRITE_DOCS") == "1";

    private static void AssertWritten(string page, string text)
    {
        if (Writes) File.WriteAllText(page, text);
        // Windows may have checked the page out with its own line ends.
        Assert.True(File.ReadAllText(page).ReplaceLineEndings("\n") == text, $"docs/{Path.GetRelativePath(Repository.At("docs"), page)} is not what the profile says: ./build.sh docs");
    }
}
