namespace Creel.Configuration;

/// <summary>Which certificate to serve. Whether the files hold what they should is found when they are read.</summary>
internal static class TlsCompiler
{
    public static TlsSettings Compile(TlsOptions? options, ConfigRules rules, ConfigProblems problems)
    {
        if (options is null) return new TlsSettings();
        foreach (var name in options.Names?.Value ?? [])
        {
            if (name.Guard(rules.CertificateName(name.Value)) is { } wrong) problems.Add(name.Place, wrong);
        }
        if (!options.Given.Contains("certificate"))
        {
            if (options.Key is { } key) problems.Add(key.Place, "is a key without a certificate.", "Name the certificate's file as tls.certificate.");
            if (options.Password is { } password) problems.Add(password.Place, "is a password without a certificate.", "Name the file that it opens as tls.certificate.");
        }
        else if (options.Names is { } names)
        {
            problems.Add(names.Place, "are names for Creel's own certificate, and tls.certificate replaces that one.", "Remove one of the two keys.");
        }
        var settings = new TlsSettings
        {
            Names = [.. (options.Names?.Value ?? []).Select(name => name.Value)],
            Certificate = options.Certificate?.Value,
            Key = options.Key?.Value,
            Password = options.Password?.Value,
            ClientCa = options.ClientCa?.Value,
        };
        if (rules.Tls(settings) is { } refused) problems.Add(options.Place, refused);
        return settings;
    }
}
