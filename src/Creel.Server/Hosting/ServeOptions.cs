using Creel.Server.Local;
using Creel.Server.Printing;

namespace Creel.Server.Hosting;

/// <summary>What <c>creel serve</c> was asked to do.</summary>
internal sealed record ServeOptions
{
    public required string DataPath { get; init; }
    public required IReadOnlyList<string> Listen { get; init; }

    /// <summary>Where console and API are; null: nowhere but on the socket in the data directory.</summary>
    public Uri? Console { get; init; }

    /// <summary>Names and addresses for the certificate, besides those this machine has.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public UserPassword? User { get; init; }
    public string? SavePath { get; init; }
    public PrintMode Print { get; init; }
}
