using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Webhook.Auditing.Reports;

/// <summary>One of the two API groups for reports. They differ in names only; what is written is the same.</summary>
/// <param name="Namespaced">Reports on the objects of a namespace.</param>
/// <param name="Cluster">Reports on objects of the cluster.</param>
/// <param name="HasSource">Whether a report itself says who wrote it, beside its results.</param>
internal sealed record ReportApi(ResourceType Namespaced, ResourceType Cluster, bool HasSource)
{
    /// <summary>
    /// The one that most dashboards read (kubernetes-sigs/wg-policy-prototypes, policy-report/apis/wgpolicyk8s.io/v1alpha2,
    /// policyreport_types.go).
    /// </summary>
    public static ReportApi PolicyReports { get; } = new(
        new ResourceType("wgpolicyk8s.io", "v1alpha2", "policyreports", "PolicyReport", IsNamespaced: true),
        new ResourceType("wgpolicyk8s.io", "v1alpha2", "clusterpolicyreports", "ClusterPolicyReport", IsNamespaced: false),
        HasSource: false);

    /// <summary>Its successor (openreports/reports-api, apis/openreports.io/v1alpha1, report_types.go).</summary>
    public static ReportApi OpenReports { get; } = new(
        new ResourceType("openreports.io", "v1alpha1", "reports", "Report", IsNamespaced: true),
        new ResourceType("openreports.io", "v1alpha1", "clusterreports", "ClusterReport", IsNamespaced: false),
        HasSource: true);

    /// <summary>The type of the reports of a namespace, or with "" of those of the cluster.</summary>
    public ResourceType TypeFor(string @namespace) => @namespace.Length == 0 ? Cluster : Namespaced;
}
