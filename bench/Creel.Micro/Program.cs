using Creel.Configuration;
using Creel.Fuzz.Targets;
using Creel.Inbox;
using Creel.Micro;
using Creel.Receiving;
using Creel.Senders;
using Creel.Signatures;

// What each sender's request costs in the steps that its profile decides on: Creel.Micro [SENDER...] [FILE of github's issues event]
var now = TimeProvider.System.GetUtcNow();
var url = new Uri("https://127.0.0.1:5443/hooks/here");
var mask = new CredentialMask(new byte[32]);
var names = new SecretNames(SecretPlaces.None);
Console.WriteLine($"{"sender",-20} {"body",6}  {"gate and signature",-26}  {"facts",-26}  {"secrets in the body",-26}  headers as kept");
foreach (var profile in SenderCatalog.Embedded.All)
{
    if (args.Length > 0 && !args.Contains(profile.Name)) continue;
    foreach (var file in args.Where(File.Exists).Prepend(null)) Measure(profile, file);
}
return;

void Measure(SenderProfile profile, string? file)
{
    if (SenderSample.Of(profile)?.Fill(url, now) is not { } request) return;
    if (file is not null) request.Body = File.ReadAllBytes(file);
    var scheme = profile.Schemes.FirstOrDefault(scheme => FuzzKeys.For(scheme) is not null);
    var key = scheme is null ? default : FuzzKeys.For(scheme)!.Value;
    scheme?.Sign(request, key.Signs, now);

    var source = new Source { Name = "here", Path = "/hooks/here", Sender = profile, BodyLimit = 1 << 20, Signatures = scheme is null ? SourceSignatures.None : SourceSignatures.Bind(profile.Schemes, [key.Checks]), Open = scheme is null };
    var context = new DefaultHttpContext();
    context.Request.Method = "POST";
    context.Request.Scheme = "https";
    context.Request.Host = new HostString("127.0.0.1:5443");
    context.Request.Path = request.Url.AbsolutePath;
    context.Request.QueryString = new QueryString(request.Url.Query);
    context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget = request.Url.PathAndQuery;
    context.Request.Headers["User-Agent"] = "micro";
    context.Request.Headers["Content-Length"] = request.Body.Length.ToString();
    foreach (var (name, value) in request.Headers) context.Request.Headers[name] = value;
    var caller = new Caller(null, "192.0.2.10", null);
    var body = request.Body;
    var lines = HeaderLines.Encode(request.Headers);
    var type = request.Headers["Content-Type"];

    var gate = StepCost.Of(() =>
    {
        var signed = SignedRequest.Of(context.Request, null);
        var admission = SourceGate.Enter(context.Request, caller, source, signed, now);
        if (admission.Refusal is not null) throw new InvalidOperationException($"{profile.Name}: {admission.Refusal.Reason}");
        if (admission.Signature is { } signature && signature.Check(signed with { Body = body, DecodedBody = body }, now) is { IsGood: false } check) throw new InvalidOperationException($"{profile.Name}: {check.Fault} {check.Place}");
    });
    var facts = StepCost.Of(() => FactsReader.Read(profile, body, type, "192.0.2.10", lines));
    var secrets = StepCost.Of(() => profile.BodySecrets.Overwrite(body, out _));
    var snapshot = StepCost.Of(() => HeaderSnapshot.Take(context.Request, mask, names));
    Console.WriteLine($"{profile.Name,-20} {body.Length,6}  {gate}  {facts}  {secrets}  {snapshot}");
}
