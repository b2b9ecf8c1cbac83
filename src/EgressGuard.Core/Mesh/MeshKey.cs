namespace EgressGuard.Core.Mesh;

/// <summary>By what objects of the mesh are found without a walk over it.</summary>
internal enum MeshKey
{
    /// <summary>ServiceEntries by their hosts.</summary>
    EntryHost,

    /// <summary>ServiceEntries by their namespaces.</summary>
    EntryNamespace,

    /// <summary>ServiceEntries by the items of their exports, <c>.</c> being their namespace; see <see cref="MeshKeys"/>.</summary>
    EntryViewer,

    /// <summary>VirtualServices by their hosts, expanded.</summary>
    RouteHost,

    /// <summary>VirtualServices by the hosts of their destinations and mirrors, expanded.</summary>
    RouteDestination,

    /// <summary>VirtualServices by the server names of their tls routes.</summary>
    RouteServerName,

    /// <summary>VirtualServices that delegate, by the delegate's namespace and name.</summary>
    RouteDelegate,

    /// <summary>VirtualServices by the items of their exports, <c>.</c> being their namespace; see <see cref="MeshKeys"/>.</summary>
    RouteViewer,

    /// <summary>VirtualServices by the namespace and name of the Gateways that they are bound to.</summary>
    RouteGateway,

    /// <summary>Sidecars by their namespaces.</summary>
    SidecarNamespace,

    /// <summary>Routes of the Gateway API by their kind and the ServiceEntries that they are for: routes of different kinds may have one name.</summary>
    EntryRoute,

    /// <summary>DestinationRules by their hosts, expanded, for each namespace: hundreds of namespaces have rules for one host, the egress gateway's.</summary>
    RuledHost,
}
