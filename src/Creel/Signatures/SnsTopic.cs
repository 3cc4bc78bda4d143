using System.Text.RegularExpressions;

namespace Creel.Signatures;

/// <summary>The topics of SNS that a source takes: one by its ARN, or those whose names begin alike.</summary>
internal sealed partial class SnsTopic
{
    private readonly string _begins;
    private readonly bool _all;

    private SnsTopic(string arn, Match parts)
    {
        _all = arn[^1] == '*';
        _begins = _all ? arn[..^1] : arn;
        Host = $"sns.{parts.Groups["region"].Value}.amazonaws.com{(parts.Groups["china"].Success ? ".cn" : "")}";
    }

    /// <summary>
    /// The only host whose certificates sign for it: that of its own region, which comes from the source and not from a stranger.
    /// </summary>
    public string Host { get; }

    /// <summary>Null when it is no ARN of a topic. A star may end the name; region and account stand there in full.</summary>
    public static SnsTopic? Parse(string arn) => Arn().Match(arn) is { Success: true } parts ? new SnsTopic(arn, parts) : null;

    public bool Allows(string arn) => _all ? arn.StartsWith(_begins, StringComparison.Ordinal) && Parse(arn) is { _all: false } : arn == _begins;

    // A region has no digit before its number: else `s3-…` would be one, and sns.s3-….amazonaws.com anybody's bucket.
    [GeneratedRegex(@"\Aarn:aws(?:(?<china>-cn)|-us-gov)?:sns:(?<region>[a-z]{2,4}(?:-[a-z]{2,20}){1,3}-[0-9]{1,2}):[0-9]{12}:(?:[A-Za-z0-9_-]{1,256}(?:\.fifo|\*)?|\*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Arn();
}
