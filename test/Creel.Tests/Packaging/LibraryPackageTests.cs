using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;

namespace Creel.Tests.Packaging;

/// <summary>The package as <c>dotnet pack</c> makes it.</summary>
public sealed class LibraryPackageTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("creel-package-");
    private static readonly string Build = Repository.At("artifacts", "package-test");

    private ZipArchive _package = null!;
    private ZipArchive _symbols = null!;

    public async ValueTask InitializeAsync()
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root && File.Exists(Path.Combine(root, "dotnet")) ? Path.Combine(root, "dotnet") : "dotnet";
        var start = new ProcessStartInfo(dotnet) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        // In a folder of its own: what others build at the same time is none of its business.
        foreach (var argument in (string[])["pack", Repository.At("src", "Creel"), "-c", "Release", "--artifacts-path", Build, "-o", _folder.FullName, "-v", "quiet", "-nodeReuse:false"])
            start.ArgumentList.Add(argument);
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using var pack = Process.Start(start)!;
        var said = await Task.WhenAll(pack.StandardOutput.ReadToEndAsync(), pack.StandardError.ReadToEndAsync());
        await pack.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(pack.ExitCode == 0, string.Concat(said));
        _package = ZipFile.OpenRead(_folder.GetFiles("Creel.*.nupkg").Single().FullName);
        _symbols = ZipFile.OpenRead(_folder.GetFiles("Creel.*.snupkg").Single().FullName);
    }

    [Fact]
    public void Holds_what_its_users_need_and_depends_on_what_is_tested()
    {
        var nuspec = XDocument.Load(new MemoryStream(Bytes(_package.GetEntry("Creel.nuspec")!)));
        XNamespace ns = nuspec.Root!.Name.Namespace;
        string? Of(string element) => nuspec.Descendants(ns + element).FirstOrDefault()?.Value;
        Assert.Equal(("Creel", "MIT", "README.md", "The Creel authors"), (Of("id"), Of("license"), Of("readme"), Of("authors")));
        Assert.Equal("git", nuspec.Descendants(ns + "repository").Single().Attribute("type")?.Value);
        Assert.Equal("Microsoft.AspNetCore.App", nuspec.Descendants(ns + "frameworkReference").Single().Attribute("name")?.Value);

        var central = XDocument.Load(Repository.At("Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(one => one.Attribute("Include")!.Value, one => one.Attribute("Version")!.Value.Trim('[', ']'));
        var dependencies = nuspec.Descendants(ns + "dependency").ToDictionary(one => one.Attribute("id")!.Value, one => one.Attribute("version")!.Value);
        Assert.Equal(["BouncyCastle.Cryptography", "Microsoft.Data.Sqlite.Core", "SQLitePCLRaw.bundle_e_sqlite3", "YamlDotNet"], dependencies.Keys.Order());
        // Without brackets: this version or a newer one.
        Assert.All(dependencies, one => Assert.Equal(central[one.Key], one.Value));

        Assert.Equal(File.ReadAllText(Repository.At("docs", "nuget.md")), Text(_package, "README.md"));
        var api = XDocument.Load(new MemoryStream(Bytes(_package.GetEntry("lib/net10.0/Creel.xml")!)));
        Assert.Contains(api.Descendants("member"), member => member.Attribute("name")!.Value == "P:Creel.HandlerOptions.Timeout" && member.Value.Contains("Default: 30 seconds"));
        Assert.Contains(_symbols.Entries, entry => entry.FullName == "lib/net10.0/Creel.pdb");

        // And it says nothing of the machine that it was made on.
        foreach (var entry in _package.Entries.Concat(_symbols.Entries))
        {
            var content = Encoding.Latin1.GetString(Bytes(entry));
            Assert.False(content.Contains(Repository.Root, StringComparison.Ordinal) || content.Contains(_folder.Name, StringComparison.Ordinal), $"{entry.FullName} names a folder of this machine");
        }
    }

    public ValueTask DisposeAsync()
    {
        _package?.Dispose();
        _symbols?.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string Text(ZipArchive archive, string name) => Encoding.UTF8.GetString(Bytes(archive.GetEntry(name) ?? throw new FileNotFoundException(name)));

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
