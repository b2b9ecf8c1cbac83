using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Testing;

namespace EgressGuard.Webhook.Tests.Contract;

/// <summary>A checker that accepts everything proves nothing.</summary>
public sealed class ApiServerContractTests
{
    private const string AddLabels = """[{"op":"add","path":"/metadata/labels","value":{}}]""";

    [Theory]
    [InlineData("""{"uid":"1","allowed":true}""")]
    [InlineData("""{"uid":"1","allowed":true,"warnings":["a","b"],"auditAnnotations":{"not-evaluated":"EG101"}}""")]
    [InlineData("""{"uid":"1","allowed":false,"status":{"status":"Failure","code":403,"reason":"Forbidden","message":"no\nway"}}""")]
    public void Accepts_what_the_API_server_takes(string response) => Verify(AdmissionPhase.Validate, response);

    [Fact]
    public void Accepts_a_patch() => Assert.NotNull(Verify(AdmissionPhase.Mutate, Patched(AddLabels)).Patch);

    [Theory]
    [InlineData("""{"uid":"2","allowed":true}""")]
    [InlineData("""{"uid":1,"allowed":true}""")]
    [InlineData("""{"allowed":true}""")]
    [InlineData("""{"uid":"1"}""")]
    [InlineData("""{"uid":"1","allowed":"true"}""")]
    [InlineData("""{"uid":"1","allowed":true,"allowed":false}""")]
    [InlineData("""{"uid":"1","allowed":true,"extra":1}""")]
    [InlineData("""{"uid":"1","allowed":true,"patch":"W10="}""")]
    [InlineData("""{"uid":"1","allowed":true,"patchType":"JSONPatch"}""")]
    [InlineData("""{"uid":"1","allowed":true,"warnings":[""]}""")]
    [InlineData("""{"uid":"1","allowed":true,"warnings":["a\nb"]}""")]
    [InlineData("""{"uid":"1","allowed":true,"warnings":["a","a"]}""")]
    [InlineData("""{"uid":"1","allowed":true,"auditAnnotations":{"a/b":"c"}}""")]
    [InlineData("""{"uid":"1","allowed":true,"auditAnnotations":{"-a":"c"}}""")]
    [InlineData("""{"uid":"1","allowed":true,"auditAnnotations":{"a":1}}""")]
    [InlineData("""{"uid":"1","allowed":false}""")]
    [InlineData("""{"uid":"1","allowed":false,"status":{"status":"Failure","code":200,"reason":"Forbidden","message":"no"}}""")]
    [InlineData("""{"uid":"1","allowed":false,"status":{"status":"Failure","code":403,"reason":"Forbidden","message":""}}""")]
    public void Rejects_what_the_API_server_does_not_take(string response) =>
        Assert.Throws<ContractViolationException>(() => Verify(AdmissionPhase.Validate, response));

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("not JSON")]
    [InlineData("""[{"op":"insert","path":"/a","value":1}]""")]
    [InlineData("""[{"op":"add","path":"a","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/a~2","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/a"}]""")]
    [InlineData("""[{"op":"move","path":"/a"}]""")]
    public void Rejects_patches_that_are_none(string patch) =>
        Assert.Throws<ContractViolationException>(() => Verify(AdmissionPhase.Mutate, Patched(patch)));

    [Fact]
    public void Rejects_a_patch_without_its_type() => Assert.Throws<ContractViolationException>(() =>
        Verify(AdmissionPhase.Mutate, Patched(AddLabels).Replace("JSONPatch", "MergePatch", StringComparison.Ordinal)));

    [Theory]
    [InlineData(400, "application/json")]
    [InlineData(500, "application/json")]
    [InlineData(200, "text/plain")]
    [InlineData(200, null)]
    public void Rejects_failed_calls(int status, string? contentType) => Assert.Throws<ContractViolationException>(() =>
        ApiServerContract.Verify(AdmissionPhase.Validate, "1", status, contentType, Review("""{"uid":"1","allowed":true}""")));

    private static string Patched(string patch) =>
        $$"""{"uid":"1","allowed":true,"patchType":"JSONPatch","patch":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(patch))}}"}""";

    private static ReviewResponse Verify(AdmissionPhase phase, string response) => ApiServerContract.Verify(phase, "1", Review(response));

    private static byte[] Review(string response) => Encoding.UTF8.GetBytes(
        """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":""" + response + "}");
}
