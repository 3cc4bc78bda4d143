namespace Creel;

// What has a signature, or a secret of its own, each under the name that it is known by. A test holds this list to the profiles.
public sealed partial class CreelSender
{
    /// <summary>Prometheus Alertmanager.</summary>
    public static CreelSender Alertmanager => Named("alertmanager");

    /// <summary>HPE Aruba Networking Central (classic).</summary>
    public static CreelSender ArubaCentral => Named("aruba-central");

    /// <summary>Auth0 (log streams and event streams).</summary>
    public static CreelSender Auth0 => Named("auth0");

    /// <summary>Amazon SNS.</summary>
    public static CreelSender AmazonSns => Named("aws-sns");

    /// <summary>Azure Event Grid.</summary>
    public static CreelSender AzureEventGrid => Named("azure-event-grid");

    /// <summary>Bitbucket (Cloud and Data Center).</summary>
    public static CreelSender Bitbucket => Named("bitbucket");

    /// <summary>Cisco Catalyst Center (DNA Center).</summary>
    public static CreelSender CatalystCenter => Named("catalyst-center");

    /// <summary>CloudEvents.</summary>
    public static CreelSender CloudEvents => Named("cloudevents");

    /// <summary>Cradlepoint NetCloud Manager (Ericsson).</summary>
    public static CreelSender Cradlepoint => Named("cradlepoint");

    /// <summary>Datadog.</summary>
    public static CreelSender Datadog => Named("datadog");

    /// <summary>Discord (webhook events).</summary>
    public static CreelSender Discord => Named("discord");

    /// <summary>Dropbox.</summary>
    public static CreelSender Dropbox => Named("dropbox");

    /// <summary>Gitea and Forgejo.</summary>
    public static CreelSender Gitea => Named("gitea");

    /// <summary>GitHub.</summary>
    public static CreelSender GitHub => Named("github");

    /// <summary>GitLab.</summary>
    public static CreelSender GitLab => Named("gitlab");

    /// <summary>Grafana Alerting.</summary>
    public static CreelSender Grafana => Named("grafana");

    /// <summary>HubSpot.</summary>
    public static CreelSender HubSpot => Named("hubspot");

    /// <summary>Intercom.</summary>
    public static CreelSender Intercom => Named("intercom");

    /// <summary>Jira (Cloud and Data Center).</summary>
    public static CreelSender Jira => Named("jira");

    /// <summary>LibreNMS.</summary>
    public static CreelSender LibreNms => Named("librenms");

    /// <summary>Linear.</summary>
    public static CreelSender Linear => Named("linear");

    /// <summary>Cisco Meraki Dashboard.</summary>
    public static CreelSender Meraki => Named("meraki");

    /// <summary>Microsoft Graph.</summary>
    public static CreelSender MicrosoftGraph => Named("microsoft-graph");

    /// <summary>Juniper Mist.</summary>
    public static CreelSender Mist => Named("mist");

    /// <summary>Nautobot.</summary>
    public static CreelSender Nautobot => Named("nautobot");

    /// <summary>NetBox.</summary>
    public static CreelSender NetBox => Named("netbox");

    /// <summary>Okta event hooks.</summary>
    public static CreelSender Okta => Named("okta");

    /// <summary>PagerDuty.</summary>
    public static CreelSender PagerDuty => Named("pagerduty");

    /// <summary>Twilio SendGrid (Event Webhook).</summary>
    public static CreelSender SendGrid => Named("sendgrid");

    /// <summary>Sentry.</summary>
    public static CreelSender Sentry => Named("sentry");

    /// <summary>ServiceNow.</summary>
    public static CreelSender ServiceNow => Named("servicenow");

    /// <summary>Shopify.</summary>
    public static CreelSender Shopify => Named("shopify");

    /// <summary>Slack.</summary>
    public static CreelSender Slack => Named("slack");

    /// <summary>Standard Webhooks.</summary>
    public static CreelSender StandardWebhooks => Named("standard-webhooks");

    /// <summary>Stripe.</summary>
    public static CreelSender Stripe => Named("stripe");

    /// <summary>Svix.</summary>
    public static CreelSender Svix => Named("svix");

    /// <summary>Cisco ThousandEyes.</summary>
    public static CreelSender ThousandEyes => Named("thousandeyes");

    /// <summary>Trello.</summary>
    public static CreelSender Trello => Named("trello");

    /// <summary>Twilio.</summary>
    public static CreelSender Twilio => Named("twilio");

    /// <summary>Cisco Webex (messaging, meetings, calling).</summary>
    public static CreelSender Webex => Named("webex");

    /// <summary>Zabbix.</summary>
    public static CreelSender Zabbix => Named("zabbix");

    /// <summary>Zoom.</summary>
    public static CreelSender Zoom => Named("zoom");
}
