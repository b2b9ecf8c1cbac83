using System.Text.Json;
using System.Text.Json.Nodes;
using EgressGuard.Core.Model;

namespace EgressGuard.Robustness.Fuzzing.Generating;

/// <summary>An AdmissionReview as kube-apiserver writes it (API document: admission/v1).</summary>
internal static class ReviewText
{
    public static byte[] Of(FuzzCase @case) => JsonSerializer.SerializeToUtf8Bytes(Node(@case));

    public static JsonObject Node(FuzzCase @case)
    {
        var (apiVersion, kind) = ((string)@case.Object["apiVersion"]!, (string)@case.Object["kind"]!);
        var name = (string?)@case.Object["metadata"]?["name"] ?? "";
        return new JsonObject
        {
            ["kind"] = "AdmissionReview",
            ["apiVersion"] = "admission.k8s.io/v1",
            ["request"] = new JsonObject
            {
                ["uid"] = FuzzCase.Uid,
                ["kind"] = new JsonObject
                {
                    ["group"] = ObjectKinds.GroupOf(apiVersion),
                    ["version"] = apiVersion[(apiVersion.IndexOf('/', StringComparison.Ordinal) + 1)..],
                    ["kind"] = kind,
                },
                ["subResource"] = @case.SubResource,
                ["name"] = name,
                // The API server names a Namespace as the namespace of its own request.
                ["namespace"] = ObjectKinds.IsNamespaced(@case.Kind) ? FuzzCase.NamespaceOf(@case.Object) : name,
                ["operation"] = @case.IsRemoval ? "DELETE" : @case.OldObject is null ? "CREATE" : "UPDATE",
                ["userInfo"] = new JsonObject { ["username"] = "alice" },
                ["object"] = @case.IsRemoval ? null : @case.Object.DeepClone(),
                ["oldObject"] = (@case.IsRemoval ? @case.Object : @case.OldObject)?.DeepClone(),
                ["dryRun"] = false,
            },
        };
    }
}
