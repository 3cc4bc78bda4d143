using System.Text.Json;

namespace Creel.Server.Tests.Vendors;

/// <summary>The vendors' libraries are few, exact, and each for a reason.</summary>
public sealed class VendorPackagesTests
{
    [Fact]
    public void Every_package_is_explained_with_the_version_that_is_used()
    {
        using var list = JsonDocument.Parse(File.ReadAllBytes(Repository.At("test", "Creel.Server.Tests", "Vendors", "package.json")));
        var explained = File.ReadAllLines(Repository.At("docs", "dependencies.md"));
        var packages = list.RootElement.GetProperty("dependencies").EnumerateObject().Select(package => (package.Name, Version: package.Value.GetString()!)).ToList();
        Assert.NotEmpty(packages);
        Assert.All(packages, package => Assert.True(Version.TryParse(package.Version, out _), $"{package.Name}: {package.Version} is not exact"));
        Assert.All(packages, package => Assert.Contains(explained, line => line.StartsWith($"| {package.Name} | {package.Version} |", StringComparison.Ordinal)));
    }
}
