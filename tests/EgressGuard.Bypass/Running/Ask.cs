using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Webhook.Tests.Deploy;

namespace EgressGuard.Bypass.Running;

/// <summary>A request as the API server would send it for review.</summary>
internal sealed record Ask
{
    public const string Uid = "705ab4f5-6393-11e8-b7cc-42010a800002";

    public required string Operation { get; init; }

    /// <summary>The object as it will be; null for a deletion.</summary>
    public JsonObject? Object { get; init; }

    /// <summary>The object as it is; null for a creation.</summary>
    public JsonObject? Old { get; init; }

    public string SubResource { get; init; } = "";

    public string User { get; init; } = "alice";

    public string[] Groups { get; init; } = ["system:authenticated"];

    public bool IsDryRun { get; init; }

    /// <summary>The objects' members, as JSON, in place of <see cref="Object"/>: for texts that no parser would write.</summary>
    public string? RawObject { get; init; }

    public static Ask Create(string yaml) => Create(Yaml(yaml));

    public static Ask Create(JsonObject created) => new() { Operation = "CREATE", Object = created };

    public static Ask Update(JsonObject old, JsonObject updated) => new() { Operation = "UPDATE", Object = updated, Old = old };

    /// <summary>An update that makes one change.</summary>
    public static Ask Update(JsonObject old, Action<JsonObject> change) => Update(old, old.With(change));

    public static Ask Delete(JsonObject deleted) => new() { Operation = "DELETE", Old = deleted };

    /// <summary>The object of a manifest.</summary>
    public static JsonObject Yaml(string yaml) => Assert.Single(DeployFiles.Objects(yaml, "a test"));

    /// <summary>The members of a mapping in YAML's flow style, without its braces.</summary>
    public static JsonObject Flow(string members) => Yaml($"flow: {{{members}}}")["flow"]!.AsObject();

    public byte[] ToBytes()
    {
        var known = Object ?? Old!;
        var apiVersion = known["apiVersion"]!.GetValue<string>();
        var (group, version) = apiVersion.Split('/') is [var first, var second] ? (first, second) : ("", apiVersion);
        var metadata = known["metadata"]!;
        var request = new JsonObject
        {
            ["uid"] = Uid,
            ["kind"] = new JsonObject { ["group"] = group, ["version"] = version, ["kind"] = known["kind"]!.DeepClone() },
            ["subResource"] = SubResource.Length == 0 ? null : SubResource,
            ["name"] = metadata["name"]?.DeepClone(),
            ["namespace"] = (metadata["namespace"] ?? (known.Kind() == "Namespace" ? metadata["name"] : null))?.DeepClone(),
            ["operation"] = Operation,
            ["userInfo"] = new JsonObject { ["username"] = User, ["groups"] = new JsonArray([.. Groups.Select(name => (JsonNode)name)]) },
            ["object"] = RawObject is null ? Object?.DeepClone() : "OBJECT",
            ["oldObject"] = Old?.DeepClone(),
            ["dryRun"] = IsDryRun,
        };
        var review = new JsonObject { ["apiVersion"] = "admission.k8s.io/v1", ["kind"] = "AdmissionReview", ["request"] = request };
        return Encoding.UTF8.GetBytes(review.ToJsonString().Replace("\"OBJECT\"", RawObject, StringComparison.Ordinal));
    }
}
