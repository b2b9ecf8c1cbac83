using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Admission;

/// <summary>Whatever is wrong with a body: with a uid the answer is a refusal in a review, without one it is no review at all.</summary>
public sealed class MalformedReviewTests
{
    [Theory]
    [InlineData("", "the body is not valid JSON: The input does not contain any JSON tokens. Expected the input to start with a valid JSON token, when isFinalBlock is true. LineNumber: 0 | BytePositionInLine: 0")]
    [InlineData("hello", "the body is not valid JSON: 'h' is an invalid start of a value. LineNumber: 0 | BytePositionInLine: 0")]
    [InlineData("[]", "the body is not a JSON object")]
    [InlineData("7", "the body is not a JSON object")]
    [InlineData("null", "the body is not a JSON object")]
    [InlineData("{}", "the body is '' '', not an AdmissionReview of admission.k8s.io/v1")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"}""", "request.uid is missing")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":null}""", "request is not an object")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":""}}""", "request.uid is missing")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":7}}""", "request.uid is not a string")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"UID":"a"}}""", "request.uid is missing")]
    public void Gives_no_review_where_no_uid_can_be_read(string body, string problem)
    {
        var answer = Validate(Encoding.UTF8.GetBytes(body));

        Assert.Null(answer.Uid);
        Assert.Equal($"This is not a review that can be answered: {problem}.", answer.Message);
    }

    [Theory]
    [InlineData("AdmissionReview", "ReviewOfAdmission", "the body is 'admission.k8s.io/v1' 'ReviewOfAdmission', not an AdmissionReview of admission.k8s.io/v1")]
    [InlineData("admission.k8s.io/v1", "admission.k8s.io/v1beta1", "the body is 'admission.k8s.io/v1beta1' 'AdmissionReview', not an AdmissionReview of admission.k8s.io/v1")]
    [InlineData("\"operation\":\"CREATE\"", "\"operation\":\"REPLACE\"", "'REPLACE' is not an operation")]
    [InlineData("\"operation\":\"CREATE\"", "\"operation\":null", "request.operation is missing")]
    [InlineData("\"operation\":\"CREATE\"", "\"operation\":[]", "request.operation is not a string")]
    [InlineData("\"operation\":\"CREATE\"", "\"operation\":\"CREATE\",\"operation\":\"DELETE\"", "'Operation' occurs twice")]
    [InlineData("\"operation\":\"CREATE\"", "\"operation\":\"CREATE\",\"uid\":\"other\"", "'Uid' occurs twice")]
    [InlineData("\"operation\":\"CREATE\"", "\"operation\":\"CREATE\",\"\\u006fbject\":null", "'Object' occurs twice")]
    [InlineData("\"kind\":{\"group\":\"networking.istio.io\",\"version\":\"v1\",\"kind\":\"ServiceEntry\"}", "\"kind\":null", "request.kind is not an object")]
    [InlineData("\"kind\":{\"group\":\"networking.istio.io\",\"version\":\"v1\",\"kind\":\"ServiceEntry\"}", "\"kind\":{}", "request.kind is missing")]
    [InlineData("\"userInfo\":{\"username\":\"alice\"}", "\"userInfo\":\"alice\"", "request.userInfo is not an object")]
    [InlineData("\"username\":\"alice\"", "\"username\":\"\\ud800\"", "the body is not valid JSON: Cannot read incomplete UTF-16 JSON text as string with missing low surrogate")]
    public void Refuses_in_band_what_is_wrong_around_the_object(string part, string replacement, string problem)
    {
        var body = new ReviewBody { Object = ReviewBody.LabelledEntry }.ToString().Replace(part, replacement, StringComparison.Ordinal);

        var answer = Validate(Encoding.UTF8.GetBytes(body));

        Assert.Equal(("7a1c", false, RefusalCode.BadRequest), (answer.Uid, answer.IsAllowed, answer.Code));
        Assert.Equal($"This review cannot be answered: {problem}.", answer.Message);
    }

    [Theory]
    [InlineData("""{"uid":"7a1c""")]
    [InlineData("""{"uid":"7a1c",""")]
    [InlineData("""{"uid":"7a1c","object":{"a":[1,2""")]
    public void Refuses_in_band_a_body_that_breaks_off_after_the_uid(string request)
    {
        var answer = Validate(Encoding.UTF8.GetBytes("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":""" + request));

        Assert.Equal(request.EndsWith("7a1c", StringComparison.Ordinal) ? null : "7a1c", answer.Uid);
        Assert.False(answer.IsAllowed);
        Assert.Contains("the body is not valid JSON", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", "", "the request carries no object")]
    [InlineData("7", "", "the value is not an object")]
    [InlineData("[]", "", "the value is not an object")]
    [InlineData("""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry"}""", "/spec", "spec is missing or null")]
    [InlineData("""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","spec":null}""", "/spec", "spec is missing or null")]
    [InlineData("""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","spec":{"hosts":"a"}}""", "/spec/hosts", "the value is not a list")]
    [InlineData("""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","spec":{"hosts":["a",1]}}""", "/spec/hosts/1", "the value is not a string")]
    [InlineData("""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","spec":{"hosts":["a",null]}}""", "/spec/hosts/1", "null is not a list item")]
    [InlineData("""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","spec":{"ports":[{"number":1},null]}}""", "/spec/ports/1", "null is not a list item")]
    [InlineData("""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","spec":{"ports":[{"number":4.5}]}}""", "/spec/ports/0/number", "the value is not an integer")]
    [InlineData("""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","spec":{"ports":[{"number":99999999999}]}}""", "/spec/ports/0/number", "the value is not an integer")]
    [InlineData("""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","spec":{"resolution":"dns"}}""", "/spec/resolution", "'dns' is not a resolution that Istio knows (NONE, STATIC, DNS, DNS_ROUND_ROBIN, DYNAMIC_DNS)")]
    [InlineData("""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","spec":{"resolution":""}}""", "/spec/resolution", "'' is not a resolution that Istio knows (NONE, STATIC, DNS, DNS_ROUND_ROBIN, DYNAMIC_DNS)")]
    [InlineData("""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","spec":{},"spec":{"hosts":["a"]}}""", "/spec", "a member occurs twice, and readers would disagree about which one counts")]
    [InlineData("""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","spec":{"hosts":["a"],"h\u006fsts":["b"]}}""", "/spec/hosts", "a member occurs twice, and readers would disagree about which one counts")]
    [InlineData("""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"labels":{"a":"1","a":"2"}},"spec":{}}""", "/metadata/labels/a", "a member occurs twice, and readers would disagree about which one counts")]
    [InlineData("""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"labels":{"a.b/c":7}},"spec":{}}""", "/metadata/labels/a.b~1c", "the value is not a string")]
    [InlineData("""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"\udc00"},"spec":{}}""", "/metadata/name", "the value is not valid text")]
    [InlineData("""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","spec":{"workloadSelector":[]}}""", "/spec/workloadSelector", "the value is not an object")]
    [InlineData("""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","spec":{"ports":[{"number":"443"}]}}""", "/spec/ports/0/number", "the value is not an integer")]
    [InlineData("""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"labels":{"\ud800":"a"}},"spec":{}}""", "/metadata/labels", "the value is not valid text")]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","spec":{}}""", "/kind", "it says that it is 'v1' 'Pod', the request says 'networking.istio.io' 'ServiceEntry'")]
    public void Refuses_an_object_that_cannot_be_read_as_EG001(string @object, string pointer, string problem)
    {
        foreach (var phase in Enum.GetValues<AdmissionPhase>())
        {
            var answer = AdmissionReviewer.Review(phase, new ReviewBody { Object = @object }.ToBytes(), Basis.Of(MeshSnapshot.Empty, EgressPolicy.Default));

            Assert.Equal(("7a1c", false, RefusalCode.Invalid), (answer.Uid, answer.IsAllowed, answer.Code));
            var finding = Assert.Single(answer.Verdict.Findings);
            Assert.Equal(("EG001", pointer), (finding.Rule, finding.Pointer));
            Assert.StartsWith($"The object cannot be judged: {problem}", finding.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Judges_an_object_however_deep_its_unknown_parts_are()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 9_000)) + "1" + new string('}', 9_000);
        var body = new ReviewBody { Object = ReviewBody.LabelledEntry.Replace("\"spec\":{", $"\"status\":{deep},\"spec\":{{", StringComparison.Ordinal) };

        Assert.True(Validate(body.ToBytes()).IsAllowed);
    }

    [Fact]
    public void Refuses_what_is_deeper_than_the_API_server_itself_can_read()
    {
        var deep = new string('[', 10_001) + new string(']', 10_001);

        var answer = Validate(new ReviewBody { Object = $$"""{"spec":{{deep}}}""" }.ToBytes());

        Assert.Equal(("7a1c", RefusalCode.BadRequest), (answer.Uid, answer.Code));
    }

    [Fact]
    public void Refuses_text_that_is_not_UTF_8()
    {
        var bytes = new ReviewBody { Username = "@@" }.ToBytes();
        bytes[Array.IndexOf(bytes, (byte)'@')] = 0xFF;

        var answer = Validate(bytes);

        Assert.Equal(("7a1c", RefusalCode.BadRequest), (answer.Uid, answer.Code));
    }

    [Fact]
    public void Refuses_what_follows_the_review()
    {
        var answer = Validate(Encoding.UTF8.GetBytes(new ReviewBody().ToString() + "{}"));

        Assert.Equal(("7a1c", RefusalCode.BadRequest), (answer.Uid, answer.Code));
    }

    private static AdmissionAnswer Validate(byte[] body) =>
        AdmissionReviewer.Review(AdmissionPhase.Validate, body, Basis.Of(MeshSnapshot.Empty, EgressPolicy.Default));
}
