using System.Text;
using Creel.Bench.Load;

namespace Creel.Bench.Senders;

/// <summary>A POST that is signed anew for each number.</summary>
internal sealed class SignedTemplate : IRequestTemplate
{
    /// <summary>Where in the head the signature goes.</summary>
    public const string Mark = "@signature@";

    private readonly byte[] _request;
    private readonly byte[] _content;
    private readonly NumberHoles _holes;
    private readonly NumberHoles _contentHoles;
    private readonly int _at;
    private readonly Func<byte[], string>? _sign;

    /// <param name="head">From the request line to the last header, with <see cref="Mark"/> where it is signed; without the length.</param>
    /// <param name="body">The body.</param>
    /// <param name="content">What is signed.</param>
    /// <param name="sign">The signature as it is written, always as long; null: there is none.</param>
    public SignedTemplate(string head, string body, string content, Func<byte[], string>? sign)
    {
        _sign = sign;
        _content = Encoding.ASCII.GetBytes(content);
        _contentHoles = new NumberHoles(content);
        _at = head.IndexOf(Mark, StringComparison.Ordinal);
        if (sign is not null) head = head.Replace(Mark, sign(_content), StringComparison.Ordinal);
        var request = $"{head}Content-Length: {body.Length}\r\n\r\n{body}";
        _request = Encoding.ASCII.GetBytes(request);
        _holes = new NumberHoles(request);
    }

    public byte[] NewRequest() => _request.AsSpan().ToArray();

    public void Number(byte[] request, long number)
    {
        _holes.Fill(request, number);
        if (_sign is null) return;
        var content = _content.AsSpan().ToArray();
        _contentHoles.Fill(content, number);
        Encoding.ASCII.GetBytes(_sign(content), request.AsSpan(_at));
    }
}
