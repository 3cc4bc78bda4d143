using Creel.Senders;

namespace Creel.Configuration;

/// <summary>The senders of one's own: profiles in a folder, one a file, in the format of those that Creel brings.</summary>
internal static class SenderFolder
{
    private const int MostFiles = 500;
    private const int LargestFile = 1 << 20;

    /// <summary>Those that are good; what is wrong with the others is among the problems.</summary>
    public static IReadOnlyList<SenderProfile> Read(Located<string> folder, ConfigOutside outside, ConfigProblems problems)
    {
        var profiles = new List<SenderProfile>();
        try
        {
            var files = outside.ListFolder(folder.Value).Where(file => file.EndsWith(".json", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).ToList();
            if (files.Count > MostFiles) problems.Add(folder.Place, $"names a folder with {files.Count} files; {MostFiles} is the limit.", "Is it the right folder?");
            else profiles.AddRange(files.Select(file => One(file, folder.Place, outside, problems)).OfType<SenderProfile>());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(folder.Place, $"names a folder that can't be read: {e.Message}", "Name a folder with profiles in it, one a .json file; or remove the key.");
        }
        return profiles;
    }

    private static SenderProfile? One(string file, ConfigPlace place, ConfigOutside outside, ConfigProblems problems)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        try
        {
            var bytes = outside.ReadFile(file, LargestFile);
            if (bytes.Length > LargestFile) throw new FormatException($"it is larger than {LargestFile >> 20} MiB.");
            var data = ProfileData.Parse(bytes);
            if (data.Name != name) throw new FormatException($"it says that it is '{data.Name}', and the file's name says {name}.");
            return ProfileCompiler.Compile(data);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            problems.Add(place, $"{Path.GetFileName(file)} is no sender's profile: {e.Message}", "Mend it (docs/own-senders.md has the format), or take it out of the folder.");
            return null;
        }
    }
}
