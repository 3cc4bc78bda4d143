namespace Creel.Bench.Parties;

/// <summary>One receiver to be measured: how it is started at a port in a directory of its own.</summary>
internal sealed record Party
{
    public required string Name { get; init; }

    /// <summary>What it does with an event, in a few words.</summary>
    public required string Keeps { get; init; }

    /// <summary>The program; a party whose program is missing is left out, and the report says so.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments at a place. Files it needs are put there first.</summary>
    public required Func<Place, string[]> Arguments { get; init; }

    /// <summary>How it says which version it is.</summary>
    public string[] VersionArguments { get; init; } = ["--version"];

    public int Connections { get; init; } = 64;

    /// <summary>The configured sources that senders are spread over; 0: all send to /webhook.</summary>
    public int Sources { get; init; }

    public bool IsInstalled => File.Exists(Program);
}

/// <summary>Where one party runs.</summary>
internal sealed record Place(string Directory, int Port, int ConsolePort)
{
    public string Certificate => At("cert.pem");
    public string Key => At("key.pem");
    public string At(string name) => Path.Combine(Directory, name);
}
