using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>The ordered schema scripts of one kind of file. The file says in <c>user_version</c> how many of them it has seen.</summary>
internal sealed partial class SchemaScripts(string folder, int applicationId)
{
    /// <summary>The inbox; the number reads "CREL".</summary>
    public static readonly SchemaScripts Inbox = new("schema/", 0x4352454C);

    /// <summary>The quarantine; the number reads "CREQ".</summary>
    public static readonly SchemaScripts Quarantine = new("quarantine-schema/", 0x43524551);

    private readonly string[] _names = [.. typeof(SchemaScripts).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Says whose file it is.</summary>
    public int ApplicationId => applicationId;

    /// <summary>The schema version this program writes.</summary>
    public int Latest => _names.Length;

    /// <summary>Brings the file up to date, each script in a transaction of its own together with the version it makes.</summary>
    public void Apply(SqliteConnection connection) => Apply(connection, Latest);

    /// <summary>Brings it to a version that may be an older one, for copies of older files.</summary>
    public void Apply(SqliteConnection connection, int latest)
    {
        for (var version = (int)connection.Scalar("PRAGMA user_version"); version < latest; version++)
        {
            connection.Execute("BEGIN IMMEDIATE");
            try
            {
                connection.Execute(Read(_names[version]));
                connection.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {version + 1}; COMMIT");
            }
            catch
            {
                if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle!) == 0) connection.Execute("ROLLBACK");
                throw;
            }
        }
    }

    /// <summary>
    /// The room that the script to a version needs while it runs, as a share of the file. It says so itself, in a line
    /// <c>-- Needs 5 % of the file</c>.
    /// </summary>
    public int PercentNeeded(int version) => int.Parse(Needs().Match(Read(_names[version - 1])).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^-- Needs (\d+) % of the file", RegexOptions.Multiline)]
    private static partial Regex Needs();

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(SchemaScripts).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
