using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Core.Admission;

namespace EgressGuard.Testing.FakeApi;

/// <summary>Has a fake API server ask the real webhook, first to mutate and then to validate.</summary>
/// <param name="webhook">The webhook.</param>
public sealed class WebhookAdmission(WebhookProcess webhook)
{
    private const string Uid = "705ab4f5-6393-11e8-b7cc-42010a800002";

    /// <summary>What <see cref="FakeApiServer.Admission"/> takes.</summary>
    public async Task<FakeRefusal?> DecideAsync(FakeAdmission write)
    {
        var mutated = await webhook.ReviewAsync(AdmissionPhase.Mutate, Uid, Review(write));
        if (mutated.Patch is { } patch)
        {
            FakePatches.Json(write.Object, JsonNode.Parse(patch.GetRawText())!.AsArray());
        }

        var answer = await webhook.ReviewAsync(AdmissionPhase.Validate, Uid, Review(write));
        return answer.Allowed
            ? null
            : new FakeRefusal(answer.Code, answer.Reason, $"admission webhook \"istio.validate.egressguard.io\" denied the request: {answer.Message}");
    }

    private static byte[] Review(FakeAdmission write) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["apiVersion"] = "admission.k8s.io/v1",
        ["kind"] = "AdmissionReview",
        ["request"] = new JsonObject
        {
            ["uid"] = Uid,
            ["kind"] = new JsonObject { ["group"] = write.Type.Group, ["version"] = write.Type.Version, ["kind"] = write.Type.Kind },
            ["subResource"] = write.SubResource,
            ["name"] = write.Object["metadata"]?["name"]?.DeepClone(),
            ["namespace"] = write.Namespace,
            ["operation"] = write.Operation,
            ["userInfo"] = new JsonObject { ["username"] = "alice", ["groups"] = new JsonArray("system:authenticated") },
            ["object"] = write.Object.DeepClone(),
            ["oldObject"] = write.Old?.DeepClone(),
            ["dryRun"] = write.IsDryRun,
        },
    }.ToJsonString());
}
