using EgressGuard.Core.Model;

namespace EgressGuard.Webhook.Auditing;

/// <summary>How to audit.</summary>
/// <param name="Identity">This replica's name, different from every other's: the pod's name.</param>
/// <param name="Namespace">The namespace that the webhook runs in, where the replicas share their Lease.</param>
internal sealed record AuditOptions(string Identity, string Namespace)
{
    /// <summary>Which reports are written.</summary>
    public ReportKind Reports { get; init; } = ReportKind.PolicyReports;

    /// <summary>The Lease whose holder audits.</summary>
    public ObjectRef Lease => new(Namespace, "egressguard-audit");
}

/// <summary>The reports that the audit can write.</summary>
internal enum ReportKind
{
    /// <summary>wgpolicyk8s.io/v1alpha2, which most dashboards read.</summary>
    PolicyReports,

    /// <summary>openreports.io/v1alpha1, their successor.</summary>
    OpenReports,

    /// <summary>None: there are metrics, Events and statuses.</summary>
    None,
}
