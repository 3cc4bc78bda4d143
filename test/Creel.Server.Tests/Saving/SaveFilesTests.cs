using Creel.Server.Local;
using Creel.Server.Saving;
using Creel.Storage.Sqlite;

namespace Creel.Server.Tests.Saving;

public sealed class SaveFilesTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("creel-save-");

    public void Dispose() => _directory.Delete(recursive: true);

    /// <summary>Otherwise a configuration that is swapped while the disk is away would end the server.</summary>
    [Fact]
    public async Task Refuses_a_new_file_while_the_inbox_can_not_be_read_and_goes_on()
    {
        var data = DataDirectory.OpenOrCreate(Path.Combine(_directory.FullName, "data"));
        var gone = Path.Combine(_directory.FullName, "gone", "inbox.db");
        using var log = new SqliteEventLog(gone);
        var said = new List<string>();
        await using var files = new SaveFiles(data, (log, new SqliteEventSearch(gone, TimeProvider.System)), said.Add, TimeProvider.System);
        SaveWish[] wishes = [new(Path.Combine(_directory.FullName, "saved.json"), "source")];
        var refused = Assert.Throws<CommandException>(() => files.Begin(wishes));
        Assert.Contains("sources.source.save", refused.Message);
        files.Follow(wishes);
        Assert.Contains("could not be read", Assert.Single(said));
    }
}
