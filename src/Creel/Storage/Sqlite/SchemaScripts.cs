using Microsoft.Data.Sqlite;

namespace Creel.Storage.Sqlite;

/// <summary>The ordered schema scripts. The file says in <c>user_version</c> how many of them it has seen.</summary>
internal static class SchemaScripts
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

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(SchemaScripts).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
