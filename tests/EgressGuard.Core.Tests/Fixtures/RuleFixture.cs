using System.Text.Json;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;
using EgressGuard.Yaml;

namespace EgressGuard.Core.Tests.Fixtures;

/// <summary>
/// One fixture file: the first document is the object under judgement, an EgressPolicy is the policy, every other one is the mesh
/// around it. The mesh is taken to be complete, except that a namespace without a document is not known. Kinds that EgressGuard does
/// not read are passed over. A further document of the judged object's own name is the object before an UPDATE; where the judged
/// object has a deletionTimestamp, it is being deleted.
/// </summary>
internal sealed record RuleFixture(Subject Subject, MeshSnapshot Mesh, EgressPolicy Policy)
{
    /// <summary>Where objects are that name no namespace, as with kubectl.</summary>
    private const string DefaultNamespace = "default";

    public static RuleFixture Load(string path) => Parse(File.ReadAllBytes(path), path);

    /// <summary>A fixture that is not in a file: the examples of the rules.</summary>
    public static RuleFixture Parse(byte[] utf8Yaml, string source)
    {
        var policy = EgressPolicy.Default;
        var objects = new List<Subject>();
        foreach (var manifest in ManifestReader.Read(utf8Yaml, source))
        {
            using var json = JsonDocument.Parse(manifest.Json);
            var (apiVersion, kind) = (Text(json.RootElement, "apiVersion"), Text(json.RootElement, "kind"));
            if (kind == PolicyReader.Kind)
            {
                policy = ReadPolicy(manifest);
            }
            else if (ObjectKinds.Find(ObjectKinds.GroupOf(apiVersion), kind) is { } known)
            {
                objects.Add(ReadObject(manifest, known));
            }
        }

        Assert.True(objects.Count > 0, $"{source} holds no object that a rule can judge.");
        var subject = objects[0];
        var former = objects.Skip(1).FirstOrDefault(other => IsSame(other, subject));
        return new RuleFixture(
            subject with { OldObject = former?.Object, IsRemoval = subject.Object.Metadata.DeletionTimestamp is not null },
            MeshOf(objects.Skip(1).Where(other => !IsSame(other, subject)), policy),
            policy);
    }

    /// <summary>What one rule says of it.</summary>
    public Verdict Judge(Rule rule) => RuleEngine.Evaluate([rule], Subject, Mesh, Policy);

    /// <summary>What all rules say of it, after mutation: what a user who applies it gets to see.</summary>
    public Verdict Check() => ObjectCheck.Check(Subject, Basis.Of(Mesh, Policy));

    private static bool IsSame(Subject left, Subject right) => left.Object.Kind == right.Object.Kind && left.Reference == right.Reference;

    private static string Text(JsonElement json, string member) => json.TryGetProperty(member, out var value) ? value.GetString() ?? "" : "";

    private static EgressPolicy ReadPolicy(Manifest manifest)
    {
        var read = PolicyReader.Read(manifest.Json);
        Assert.True(read.IsValid, $"{manifest.Source}:{manifest.Line}: {string.Join("; ", read.Errors)}");
        return read.Policy!;
    }

    private static Subject ReadObject(Manifest manifest, ObjectKind kind)
    {
        var read = KubeObjectReader.Read(kind, manifest.Json.Span, out var defect);
        Assert.True(read is not null, $"{manifest.Source}:{manifest.Line}: {defect}");
        return kind == ObjectKind.Namespace
            ? new Subject(read, "", read.Metadata.Name ?? "")
            : Subject.Of(read, DefaultNamespace);
    }

    private static MeshSnapshot MeshOf(IEnumerable<Subject> objects, EgressPolicy policy) => objects.Aggregate(
        MeshSnapshot.Empty.ForDomain(policy.Mesh.ClusterDomain), (mesh, context) => mesh.With(context.Object, context.Reference));
}
