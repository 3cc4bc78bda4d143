using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>The ordered schema scripts. The file says in <c>user_version</c> how many of them it has seen.</summary>
internal static partial class SchemaScripts
{
    /// <summary>"CREL": says whose file it is.</summary>
    public const int ApplicationId = 0x4352454C;

    private static readonly string[] Names = [.. typeof(SchemaScripts).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith("schema/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>The schema version this program writes.</summary>
    public static int Latest => Names.Length;

    /// <summary>Brings the file up to date, each script in a transaction of its own together with the version it makes.</summary>
    public static void Apply(SqliteConnection connection) => Apply(connection, Latest);

    /// <summary>Brings it to a version that may be an older one, for copies of older files.</summary>
    public static void Apply(SqliteConnection connection, int latest)
    {
        for (var version = (int)connection.Scalar("PRAGMA user_version"); version < latest; version++)
        {
            connection.Execute("BEGIN IMMEDIATE");
            try
            {
                connection.Execute(Read(Names[version]));
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
    public static int PercentNeeded(int version) => int.Parse(Needs().Match(Read(Names[version - 1])).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^-- Needs (\d+) % of the file", RegexOptions.Multiline)]
    private static partial Regex Needs();

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(SchemaScripts).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
