using System.Text.Json.Nodes;
using EgressGuard.Kubernetes.Feed;
using EgressGuard.Kubernetes.Listing;
using EgressGuard.Webhook.Auditing;
using EgressGuard.Webhook.Auditing.Reports;

namespace EgressGuard.Webhook.Tests.Deploy;

/// <summary>The guard may do what its code does, and nothing else.</summary>
public sealed class PermissionTests
{
    private static readonly IReadOnlyList<JsonObject> Objects = Kustomization.Overlay("self-signed");

    [Fact]
    public void The_roles_allow_what_the_tables_of_the_code_and_of_the_document_need_and_no_more()
    {
        var needed = WatchedTypes.All.Values.Append(GuardTypes.Policies).Append(GuardTypes.Exemptions)
            .SelectMany(type => new[] { $"list {type}", $"watch {type}" })
            .Append("get namespaces") // one that was created a moment ago (NamespaceLookup)
            .Concat(PermissionTable.Read());

        AssertSame(needed, Allowed("egressguard"));
    }

    [Fact]
    public void The_document_lists_what_the_audit_reads_and_reports()
    {
        ReportApi[] reports = [ReportApi.PolicyReports, ReportApi.OpenReports];
        var needed = ListedKind.All.SelectMany(kind => kind.Types).Select(type => $"list {type[0]}")
            .Concat(from api in reports
                    from type in new[] { api.Namespaced, api.Cluster }
                    from verb in new[] { "list", "create", "patch", "delete" }
                    select $"{verb} {type}");

        AssertSame(needed, PermissionTable.Read().Where(permission => !IsOther(permission)));
    }

    [Fact]
    public void With_self_managed_certificates_it_may_write_one_Secret_and_two_configurations() => AssertSame(
        (from item in new[]
        {
            ("secrets egressguard-serving", "update"),
            ("mutatingwebhookconfigurations.admissionregistration.k8s.io egressguard-mutating", "patch"),
            ("validatingwebhookconfigurations.admissionregistration.k8s.io egressguard-validating", "patch"),
        }
        from verb in new[] { "get", "list", "watch", item.Item2 }
        select $"{verb} {item.Item1}").Append("create secrets"), // which cannot be limited to a name
        Allowed("egressguard-certificates", withNames: true));

    [Fact]
    public void The_configurations_that_it_may_patch_are_its_own() => Assert.Equal(
        Rules("egressguard-certificates").SelectMany(rule => rule["resourceNames"].Texts()).Where(name => name != "egressguard-serving"),
        [Objects.The("MutatingWebhookConfiguration").Name(), Objects.The("ValidatingWebhookConfiguration").Name()]);

    [Theory]
    [InlineData("cert-manager")]
    [InlineData("manual-certs")]
    public void With_other_certificates_it_may_read_no_Secret_and_touch_no_configuration(string overlay)
    {
        var objects = Kustomization.Overlay(overlay);

        Assert.DoesNotContain(objects, item => item.Kind().EndsWith("Role", StringComparison.Ordinal) && item.Name() != "egressguard");
    }

    [Fact]
    public void Leases_are_written_by_name_in_its_own_namespace_only()
    {
        var lease = new AuditOptions("a", Chart.Namespace).Lease;
        var role = Objects.Single(item => item.Kind() == "Role" && item.Name() == "egressguard");

        Assert.Equal(lease.Namespace, role["metadata"]!["namespace"]!.GetValue<string>());
        var update = Assert.Single(role["rules"].Items(), rule => rule["verbs"].Texts().Contains("update"));
        Assert.Equal([lease.Name], update["resourceNames"].Texts());
    }

    [Fact]
    public void Nothing_is_allowed_with_a_wildcard() => Assert.All(
        Objects.Where(item => item.Kind() is "Role" or "ClusterRole").SelectMany(item => item["rules"].Items()),
        rule => Assert.DoesNotContain("*", rule.ToJsonString(), StringComparison.Ordinal));

    [Fact]
    public void Every_role_is_bound_to_the_account_of_the_pods_and_to_nobody_else()
    {
        var account = Objects.The("ServiceAccount");
        var bindings = Objects.Where(item => item.Kind().EndsWith("RoleBinding", StringComparison.Ordinal)).ToList();
        var roles = Objects.Where(item => item.Kind() is "Role" or "ClusterRole").Select(item => $"{item.Kind()} {item.Name()}");

        Assert.Equal(account.Name(), Objects.The("Deployment")["spec"]!["template"]!["spec"]!["serviceAccountName"]!.GetValue<string>());
        AssertSame(roles, bindings.Select(binding => $"{binding["roleRef"]!["kind"]} {binding["roleRef"]!["name"]}"));
        Assert.All(bindings, binding =>
        {
            var subject = Assert.Single(binding["subjects"].Items());
            Assert.Equal(account.Reference(), $"{subject["kind"]} {subject["namespace"]}/{subject["name"]}");
        });
    }

    private static bool IsOther(string permission) =>
        permission.EndsWith(" leases.coordination.k8s.io", StringComparison.Ordinal)
        || permission.EndsWith(" events.events.k8s.io", StringComparison.Ordinal)
        || permission.EndsWith("/status", StringComparison.Ordinal);

    private static IEnumerable<JsonObject> Rules(string name) =>
        Objects.Where(item => item.Kind() is "Role" or "ClusterRole" && item.Name() == name).SelectMany(item => item["rules"].Items());

    private static IEnumerable<string> Allowed(string name, bool withNames = false) =>
        from rule in Rules(name)
        from verb in rule["verbs"].Texts()
        from resource in rule["resources"].Texts()
        from @group in rule["apiGroups"].Texts()
        from @object in rule["resourceNames"].Texts().DefaultIfEmpty("")
        select $"{verb} {PermissionTable.Resource(resource, @group)}{(withNames && @object.Length > 0 ? $" {@object}" : "")}";

    private static void AssertSame(IEnumerable<string> expected, IEnumerable<string> actual) => Assert.Equal(
        string.Join('\n', expected.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)),
        string.Join('\n', actual.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));
}
