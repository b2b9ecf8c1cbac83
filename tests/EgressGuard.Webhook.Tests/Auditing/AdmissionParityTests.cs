using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Tests.Fixtures;
using EgressGuard.Kubernetes.Listing;
using EgressGuard.Testing;
using EgressGuard.Webhook.Auditing;
using EgressGuard.Yaml;

namespace EgressGuard.Webhook.Tests.Auditing;

/// <summary>
/// Of every object of the rules' fixtures the audit says what /validate says of its creation: the mesh's kinds from the snapshot, the
/// others from the sweep's lists.
/// </summary>
public sealed class AdmissionParityTests
{
    private static readonly string Root = Repository.PathOf("tests", "fixtures", "rules");

    public static TheoryData<string> Rules =>
        [.. Directory.EnumerateDirectories(Root).Select(directory => Path.GetFileName(directory)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_audit_says_what_admission_says(string rule) => VirtualTime.Run(async time =>
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Root, rule), "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Fixture.Load(path) is not { } fixture)
            {
                continue;
            }

            using var world = new AuditWorld(time);
            world.Current = new AuditInput(fixture.Mesh, fixture.Policy, ExemptionSet.Empty);
            fixture.StoreIn(world);
            world.Start();
            await time.PassAsync(2);

            var key = new AuditKey(fixture.Subject.Object.Kind, fixture.Subject.Reference);
            var audited = world.Results.Of(key.Reference.Namespace).SingleOrDefault(item => item.Key == key);
            var answer = fixture.Review(time.GetUtcNow());
            Assert.True(answer.Fault is null && answer.Code != RefusalCode.BadRequest, $"{path}: {answer.Message} {answer.Fault}");
            Assert.True(
                answer.Verdict.Findings.SequenceEqual((audited?.Findings ?? []).Select(item => item.Finding)),
                $"{path}: admission found {string.Join(", ", answer.Verdict.Findings)}, the audit "
                    + string.Join(", ", (audited?.Findings ?? []).Select(item => item.Finding)));
            Assert.Equal(answer.IsAllowed, audited?.Verdict != "deny");
            await world.StopAsync();
        }
    });

    [Fact]
    public void There_are_enough_fixtures_to_say_so() => Assert.True(
        Directory.EnumerateFiles(Root, "*.yaml", SearchOption.AllDirectories).Count(path => Fixture.Load(path) is not null) > 1000);

    [Fact]
    public void Every_kind_with_rules_is_audited_once() => Assert.Equal(
        Enum.GetValues<ObjectKind>().Where(kind => !RuleCatalog.For(kind).IsEmpty),
        AuditJudge.Kinds.Concat(ListedKind.All.Select(listed => listed.Kind)).Order());

    private sealed record Fixture(Subject Subject, JsonObject Json, MeshSnapshot Mesh, EgressPolicy Policy)
    {
        /// <summary>A fixture; null where it is about an update, a removal, or an object that has no name yet.</summary>
        public static Fixture? Load(string path)
        {
            var policy = EgressPolicy.Default;
            var objects = new List<(Subject Subject, JsonObject Json)>();
            foreach (var manifest in ManifestReader.Read(File.ReadAllBytes(path), path))
            {
                var described = ManifestObject.Read(manifest, "default");
                if (described.KindName == PolicyReader.Kind)
                {
                    policy = PolicyReader.Read(manifest.Json).Policy!;
                }
                else if (described.Subject is { } read)
                {
                    objects.Add((read, (JsonObject)JsonNode.Parse(manifest.Json.Span)!));
                }
            }

            if (objects.Count == 0)
            {
                return null;
            }

            var (subject, json) = objects[0];
            var isOther = subject.Name.EndsWith('*')
                || subject.Object.Metadata.DeletionTimestamp is not null
                || objects.Skip(1).Any(other => other.Subject.Object.Kind == subject.Object.Kind && other.Subject.Reference == subject.Reference);
            return isOther ? null : new Fixture(subject, json, MeshOf(objects.Select(item => item.Subject), policy), policy);
        }

        /// <summary>Has the API server list the object where the mesh does not hold it.</summary>
        public void StoreIn(AuditWorld world)
        {
            if (ListedKind.All.FirstOrDefault(listed => listed.Kind == Subject.Object.Kind) is { } listed)
            {
                var type = listed.Types.SelectMany(versions => versions).First(type => type.Kind == Subject.Object.KindName);
                Json["metadata"]!["namespace"] = Subject.Namespace;
                Json.Remove("apiVersion");
                Json.Remove("kind");
                world.Api.Put(type.PathOf(Subject.Reference), Json.ToJsonString());
            }
        }

        /// <summary>What /validate answers to the creation of the object.</summary>
        public AdmissionAnswer Review(DateTimeOffset now)
        {
            var (group, kind) = (ObjectKinds.GroupOf(Subject.Object.ApiVersion!), Subject.Object.KindName!);
            Json["apiVersion"] = Subject.Object.ApiVersion;
            Json["kind"] = kind;
            var review = new JsonObject
            {
                ["apiVersion"] = "admission.k8s.io/v1",
                ["kind"] = "AdmissionReview",
                ["request"] = new JsonObject
                {
                    ["uid"] = "5f1ae0c4",
                    ["kind"] = new JsonObject { ["group"] = group, ["version"] = "v1", ["kind"] = kind },
                    ["operation"] = "CREATE",
                    ["namespace"] = Subject.Object.Kind == ObjectKind.Namespace ? Subject.Name : Subject.Namespace,
                    ["name"] = Subject.Name,
                    ["userInfo"] = new JsonObject { ["username"] = "jane" },
                    ["object"] = Json.DeepClone(),
                },
            };
            return AdmissionReviewer.Review(
                AdmissionPhase.Validate,
                Encoding.UTF8.GetBytes(review.ToJsonString()),
                new JudgingBasis(Mesh.Without(Subject.Object.Kind, Subject.Reference), Policy, ExemptionSet.Empty, now));
        }

        private static MeshSnapshot MeshOf(IEnumerable<Subject> subjects, EgressPolicy policy) => subjects.Aggregate(
            MeshSnapshot.Empty.ForDomain(policy.Mesh.ClusterDomain), (mesh, subject) => mesh.With(subject.Object, subject.Reference));
    }
}
