using Creel.Server.Configuring;
using Creel.Server.Local;
using Creel.Server.Printing;

namespace Creel.Server.Hosting;

/// <summary>What <c>creel serve</c> was asked to do.</summary>
internal sealed record ServeOptions
{
    public required string DataPath { get; init; }

    /// <summary>The configuration file; null: there is none.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>What was said beside the file, and counts more.</summary>
    public GivenOptions Given { get; init; } = GivenOptions.None;

    /// <summary>Credentials of the source that is there without a file.</summary>
    public UserPassword? User { get; init; }

    public PrintMode Print { get; init; }
}
