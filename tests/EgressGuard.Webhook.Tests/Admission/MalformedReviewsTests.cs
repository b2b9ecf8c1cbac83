using System.Net;
using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Admission;

/// <summary>
/// Bodies that no API server sends. Without a uid: an HTTP error with a sentence. With a uid: a review, whatever else is wrong. And
/// after each, the next review is answered as if nothing had happened.
/// </summary>
public sealed class MalformedReviewsTests(DefaultWebhook webhook)
{
    private const string Envelope = """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":""";

    private static readonly Dictionary<string, byte[]> WithoutUid = new(StringComparer.Ordinal)
    {
        ["empty"] = [],
        ["white space"] = " \n"u8.ToArray(),
        ["not JSON"] = "apiVersion: admission.k8s.io/v1"u8.ToArray(),
        ["a string"] = "\"AdmissionReview\""u8.ToArray(),
        ["a list"] = "[]"u8.ToArray(),
        ["null"] = "null"u8.ToArray(),
        ["an empty object"] = "{}"u8.ToArray(),
        ["request null"] = Bytes(Envelope + "null}"),
        ["request a list"] = Bytes(Envelope + "[]}"),
        ["request empty"] = Bytes(Envelope + "{}}"),
        ["uid empty"] = Bytes(Envelope + """{"uid":""}}"""),
        ["uid null"] = Bytes(Envelope + """{"uid":null}}"""),
        ["uid a number"] = Bytes(Envelope + """{"uid":7}}"""),
        ["uid half a surrogate pair"] = Bytes(Envelope + """{"uid":"\ud800"}}"""),
        ["uid not UTF-8"] = [.. Bytes(Envelope + "{\"uid\":\""), 0xFF, 0xFE, .. "\"}}"u8],
        ["truncated before the uid"] = Bytes(Envelope + """{"uid":"705ab"""),
        ["byte order mark"] = [0xEF, 0xBB, 0xBF, .. Bytes(Samples.OpenServiceEntry)],
        ["UTF-16"] = Encoding.Unicode.GetBytes(Samples.OpenServiceEntry),
        ["9,000 levels around"] = Bytes(new string('[', 9000) + new string(']', 9000)),
        ["20,000 levels around"] = Bytes(new string('[', 20_000) + new string(']', 20_000)),
        ["random bytes"] = [.. Enumerable.Range(0, 4096).Select(i => (byte)(i * 167 + (i >> 3)))],
    };

    /// <summary>The body, and the code of the refusal; 0 where any valid review will do.</summary>
    private static readonly Dictionary<string, (byte[] Body, int Code)> WithUid = new(StringComparer.Ordinal)
    {
        ["truncated after the uid"] = (Bytes(Samples.OpenServiceEntry[..^40]), 400),
        ["something after the review"] = (Bytes(Samples.OpenServiceEntry + "{}"), 400),
        ["wrong kind of review"] = (Bytes(Samples.OpenServiceEntry.Replace("\"AdmissionReview\"", "\"TokenReview\"", StringComparison.Ordinal)), 400),
        ["wrong version of review"] = (Bytes(Samples.OpenServiceEntry.Replace("admission.k8s.io/v1", "admission.k8s.io/v1beta1", StringComparison.Ordinal)), 400),
        ["unknown operation"] = (Bytes(Samples.OpenServiceEntry.Replace("CREATE", "PATCH", StringComparison.Ordinal)), 400),
        ["kind null"] = (Bytes(Envelope + $$$"""{"uid":"{{{Samples.Uid}}}","kind":null,"operation":"CREATE"}}"""), 400),
        ["uid twice"] = (Bytes(Envelope + $$$"""{"uid":"{{{Samples.Uid}}}","uid":"other","kind":{"kind":"Pod"},"operation":"CREATE"}}"""), 400),
        ["request twice"] = (Bytes(Samples.OpenServiceEntry[..^1] + ",\"request\":{}}"), 400),
        ["object twice"] = (Bytes(Samples.OpenServiceEntry.Replace("\"oldObject\":null", "\"object\":null", StringComparison.Ordinal)), 400),
        ["another object than the request says"] = (Object("""{"apiVersion":"v1","kind":"Pod","metadata":{},"spec":{}}"""), 422),
        ["another group's kind of that name"] = (Bytes(Samples.OpenServiceEntry.Replace("\"group\":\"networking.istio.io\"", "\"group\":\"example.com\"", StringComparison.Ordinal)), 0),
        ["object null"] = (Object("null"), 422),
        ["object a list"] = (Object("[]"), 422),
        ["object a string"] = (Object("\"x\""), 422),
        ["object empty"] = (Object("{}"), 422),
        ["spec null"] = (Spec("null"), 422),
        ["spec a list"] = (Spec("[]"), 422),
        ["hosts null"] = (Spec("""{"hosts":null}"""), 0),
        ["hosts a list of nulls"] = (Spec("""{"hosts":[null,null]}"""), 422),
        ["hosts a string"] = (Spec("""{"hosts":"a.example.com"}"""), 422),
        ["hosts numbers"] = (Spec("""{"hosts":[1]}"""), 422),
        ["ports null"] = (Spec("""{"hosts":["a.example.com"],"ports":null}"""), 0),
        ["ports a list of nulls"] = (Spec("""{"hosts":["a.example.com"],"ports":[null]}"""), 422),
        ["port a string"] = (Spec("""{"hosts":["a.example.com"],"ports":[{"number":"443"}]}"""), 422),
        ["port beyond any integer"] = (Spec("""{"hosts":["a.example.com"],"ports":[{"number":443000000000000000000000000000000}]}"""), 422),
        ["port 1e999"] = (Spec("""{"hosts":["a.example.com"],"ports":[{"number":1e999}]}"""), 422),
        ["port -1"] = (Spec("""{"hosts":["a.example.com"],"ports":[{"number":-1}]}"""), 0),
        ["resolution unknown"] = (Spec("""{"hosts":["a.example.com"],"resolution":"MAGIC"}"""), 422),
        ["hosts twice"] = (Spec("""{"hosts":["a.example.com"],"hosts":["b.example.com"]}"""), 422),
        ["hosts twice, once escaped"] = (Spec("""{"hosts":["a.example.com"],"\u0068osts":["b.example.com"]}"""), 422),
        ["half a surrogate pair"] = (Spec("""{"hosts":["\ud800.example.com"]}"""), 422),
        ["control characters"] = (Spec("""{"hosts":["a\u0000\u001b[31m\n.example.com"]}"""), 0),
        ["text that is not UTF-8"] = ([.. Spec("""{"hosts":["#.example.com"]}""").Select(value => value == (byte)'#' ? (byte)0xFF : value)], -1),
        ["9,000 levels inside"] = (Spec("""{"hosts":["a.example.com"],"deep":""" + new string('[', 9000) + new string(']', 9000) + "}"), 403),
        ["9,000 objects inside"] = (Spec("""{"hosts":["a.example.com"],"deep":""" + string.Concat(Enumerable.Repeat("{\"a\":", 9000)) + "1" + new string('}', 9000) + "}"), 403),
        ["9,000 levels beside the request"] = (Bytes("{\"x\":" + new string('[', 9000) + new string(']', 9000) + "," + Samples.OpenServiceEntry[1..]), 403),
        ["a host of 1 MiB"] = (Spec("{\"hosts\":[\"" + new string('a', 1 << 20) + "\"]}"), 0),
        ["100,000 hosts"] = (Spec("{\"hosts\":[" + string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"h{i}.example.com\"")) + "],\"exportTo\":[\".\"],\"resolution\":\"DNS\"}"), 0),
    };

    public static TheoryData<string> CasesWithoutUid => [.. WithoutUid.Keys];

    public static TheoryData<string> CasesWithUid => [.. WithUid.Keys];

    [Theory]
    [MemberData(nameof(CasesWithoutUid))]
    public async Task Without_a_uid_there_is_a_sentence_and_400(string name)
    {
        using var response = await webhook.Process.PostAsync("/validate", WithoutUid[name]);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.EndsWith(".\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await webhook.Process.StillServesAsync();
    }

    [Theory]
    [MemberData(nameof(CasesWithUid))]
    public async Task With_a_uid_there_is_a_review(string name)
    {
        var (body, code) = WithUid[name];

        var answer = await webhook.Process.ReviewAsync(AdmissionPhase.Validate, Samples.Uid, body);
        await webhook.Process.ReviewAsync(AdmissionPhase.Mutate, Samples.Uid, body);

        switch (code)
        {
            case > 0:
                Assert.Equal(code, answer.Code);
                break;
            case < 0:
                Assert.False(answer.Allowed);
                break;
        }

        await webhook.Process.StillServesAsync();
    }

    [Fact]
    public async Task A_body_of_8_MiB_is_too_long()
    {
        using var response = await webhook.Process.PostAsync("/validate", Spec("{\"hosts\":[\"" + new string('a', 8 << 20) + "\"]}"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("The body is longer than 7 MiB, which is more than an API server ever sends.\n", await response.Content.ReadAsStringAsync());
        await webhook.Process.StillServesAsync();
    }

    [Fact]
    public async Task A_body_of_just_under_7_MiB_is_judged()
    {
        var frame = Spec("""{"hosts":["a.example.com"],"note":""}""").Length;

        var answer = await webhook.Process.ReviewAsync(
            AdmissionPhase.Validate, Samples.Uid, Spec("{\"hosts\":[\"a.example.com\"],\"note\":\"" + new string('a', (7 << 20) - frame) + "\"}"));

        Assert.Equal(403, answer.Code);
    }

    private static byte[] Spec(string spec) => Object(
        """{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"cnn"},"spec":""" + spec + "}");

    private static byte[] Object(string serviceEntry) => Bytes(Samples.Review(serviceEntry));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
