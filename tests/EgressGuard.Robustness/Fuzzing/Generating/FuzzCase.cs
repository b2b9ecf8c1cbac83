using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Core.Tests.Oracles;

namespace EgressGuard.Robustness.Fuzzing.Generating;

/// <summary>A request of the API server in a world: what is written, what stands around it, and the policy.</summary>
internal sealed record FuzzCase
{
    /// <summary>The uid of every review.</summary>
    public const string Uid = "5e1a0f1e-2b5c-4a9e-9d0a-000000000001";

    /// <summary>Who made it up, for the message of a test that fails.</summary>
    public required string Source { get; init; }

    /// <summary>The object; of a DELETE the one that goes.</summary>
    public required JsonObject Object { get; init; }

    /// <summary>The object before an UPDATE.</summary>
    public JsonObject? OldObject { get; init; }

    /// <summary>Whether it is being deleted.</summary>
    public bool IsRemoval { get; init; }

    /// <summary>The subresource; "" for the object itself.</summary>
    public string SubResource { get; init; } = "";

    /// <summary>The other objects of the cluster.</summary>
    public IReadOnlyList<JsonObject> Mesh { get; init; } = [];

    /// <summary>The policy in force.</summary>
    public EgressPolicy Policy { get; init; } = EgressPolicy.Default;

    /// <summary>The exemptions.</summary>
    public ExemptionSet Exemptions { get; init; } = ExemptionSet.Empty;

    /// <summary>The kind of the object.</summary>
    public ObjectKind Kind => KindOf(Object);

    public static FuzzCase Of(OracleCase @case, string source) => new()
    {
        Source = source,
        Object = @case.Object,
        OldObject = @case.OldObject,
        IsRemoval = @case.IsRemoval,
        Mesh = @case.Mesh,
        Policy = @case.Policy,
    };

    public static ObjectKind KindOf(JsonObject json) =>
        ObjectKinds.Find(ObjectKinds.GroupOf((string?)json["apiVersion"] ?? ""), (string?)json["kind"] ?? "")
        ?? throw new InvalidOperationException($"This kind is not read: {json["apiVersion"]} {json["kind"]}.");

    /// <summary>The mesh, its objects added in their order.</summary>
    public MeshSnapshot Snapshot()
    {
        var mesh = MeshSnapshot.Empty.ForDomain(Policy.Mesh.ClusterDomain);
        foreach (var item in Mesh)
        {
            // An object that cannot be read is in no mesh, as in the cluster.
            if (KubeObjectReader.Read(KindOf(item), Encoding.UTF8.GetBytes(item.ToJsonString()), out _) is { } read)
            {
                mesh = mesh.With(read, new ObjectRef(NamespaceOf(item), (string?)item["metadata"]?["name"] ?? ""));
            }
        }

        return mesh;
    }

    public JudgingBasis Basis() => new(Snapshot(), Policy, Exemptions, Core.Tests.Basis.Now);

    /// <summary>The answer of the whole guard to the review, in the bytes that the API server would send.</summary>
    public AdmissionAnswer Answer(AdmissionPhase phase) => AdmissionReviewer.Review(phase, ReviewText.Of(this), Basis());

    /// <summary>The namespace that the API server would name; "" for objects that are in none.</summary>
    public static string NamespaceOf(JsonObject json) => !ObjectKinds.IsNamespaced(KindOf(json))
        ? ""
        : (string?)json["metadata"]?["namespace"] is { Length: > 0 } named ? named : "default";

    /// <summary>All of it, so that it can be tried again.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Source}{(IsRemoval ? ", DELETE" : OldObject is null ? ", CREATE" : ", UPDATE")} {SubResource}\n")
            .Append("object: ").Append(Object.ToJsonString()).Append('\n');
        if (OldObject is not null)
        {
            text.Append("before: ").Append(OldObject.ToJsonString()).Append('\n');
        }

        foreach (var item in Mesh)
        {
            text.Append("mesh: ").Append(item.ToJsonString()).Append('\n');
        }

        var hosts = Policy.Hosts.Select(row => $"{string.Join(' ', row.Namespaces)} may open {string.Join(' ', row.Allow)}");
        return text.Append("policy: ").Append(Policy.Name).Append("; ").AppendJoin("; ", hosts).Append('\n').ToString();
    }
}
